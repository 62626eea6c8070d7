#include "tests/model/words.h"

#include "engine/text/normal_form.h"
#include "engine/text/utf8.h"

#include <algorithm>
#include <set>
#include <utility>

namespace chatqc::model {

namespace {

// One character of a normal form and where it stood.
struct letter {
    char32_t code = 0;
    std::size_t run = 1; // how many copies became this one
    std::size_t begin = 0, end = 0;
};

std::vector<letter> normal(std::string_view text)
{
    engine::normal_form form;
    engine::normalise(text, form);
    std::vector<letter> letters;
    for (const auto& each : form.characters) {
        const char* at = form.text.data() + each.begin;
        letters.push_back(
            {engine::decode(at, form.text.data() + form.text.size()).code,
             each.run,
             each.original,
             each.original_end}
        );
    }
    return letters;
}

bool is_word_letter(char32_t code)
{
    return (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
}

bool stands_at(const std::vector<letter>& text, std::size_t at, const std::vector<letter>& phrase)
{
    if (phrase.empty() || at + phrase.size() > text.size())
        return false;
    for (std::size_t i = 0; i < phrase.size(); ++i) {
        if (text[at + i].code != phrase[i].code || text[at + i].run < phrase[i].run)
            return false;
    }
    return true;
}

std::vector<found>
find_phrase(const std::string& phrase, std::size_t number, bool whole_word, std::string_view text)
{
    std::vector<found> all;
    const auto may_touch = [&](char32_t code) { return !whole_word || !is_word_letter(code); };
    for (auto at = text.find(phrase); at != std::string_view::npos; at = text.find(phrase, at + 1)) {
        const auto end = at + phrase.size();
        if ((at == 0 || may_touch(static_cast<unsigned char>(text[at - 1]))) &&
            (end == text.size() || may_touch(static_cast<unsigned char>(text[end]))))
            all.push_back({at, end, number, false});
    }
    const auto letters = normal(text);
    const auto sought = normal(phrase);
    for (std::size_t at = 0; at < letters.size(); ++at) {
        const auto end = at + sought.size();
        if (stands_at(letters, at, sought) && (at == 0 || may_touch(letters[at - 1].code)) &&
            (end == letters.size() || may_touch(letters[end].code))) {
            const auto begin = letters[at].begin;
            const auto bytes = letters[end - 1].end - begin;
            all.push_back({begin, begin + bytes, number, text.substr(begin, bytes) != phrase});
        }
    }
    return all;
}

std::vector<found> find_plain(const rules::phrase_list& list, std::string_view text)
{
    std::vector<found> all;
    for (std::size_t number = 0; number < list.phrases.size(); ++number) {
        const auto more = find_phrase(list.phrases[number], number, list.whole_word, text);
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

// Characters of the normal form that end before byte `begin`, counted from byte `from`.
std::size_t distance(const std::vector<letter>& letters, std::size_t from, std::size_t begin)
{
    return static_cast<std::size_t>(std::count_if(letters.begin(), letters.end(), [&](const letter& each) {
        return each.begin >= from && each.end <= begin;
    }));
}

// The text with blanks for its emoji codes, byte by byte: [微笑], #E-s21.
std::string without_codes(std::string_view text)
{
    std::string left{text};
    for (auto at = left.find('['); at != std::string::npos; at = left.find('[', at + 1)) {
        if (const auto end = left.find(']', at); end != std::string::npos)
            left.replace(at, end + 1 - at, end + 1 - at, ' ');
    }
    for (auto at = left.find("#E-"); at != std::string::npos; at = left.find("#E-")) {
        const auto end = left.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz", at + 3);
        const auto bytes = std::min(end, left.size()) - at;
        left.replace(at, bytes, bytes, ' ');
    }
    return left;
}

// Letters, digits and ideographs: what is neither emoji (code), blank nor punctuation.
std::vector<letter> bare(std::string_view text)
{
    auto left = normal(without_codes(text));
    std::erase_if(left, [](const letter& each) {
        const bool is_ascii_mark = each.code < 0x80 && !is_word_letter(each.code);
        const bool is_mark =
            (each.code >= 0x2000 && each.code < 0x2E80) || (each.code >= 0x3000 && each.code < 0x3040);
        return is_ascii_mark || is_mark;
    });
    return left;
}

} // namespace

bool is_negated(const rules::rule_set& set, const found& hit, std::string_view text)
{
    if (!set.negation)
        return false;
    const auto letters = normal(text);
    for (const auto& no : find_plain(set.lists[*set.negation], text)) {
        if (no.end <= hit.begin && distance(letters, no.end, hit.begin) <= 6)
            return true;
    }
    return false;
}

bool is_wholly(const rules::rule_set& set, rules::list_index list, std::string_view text)
{
    const auto letters = bare(text);
    const auto whole = find_plain(set.lists[list], text);
    return std::any_of(whole.begin(), whole.end(), [&](const found& one) {
        return std::all_of(letters.begin(), letters.end(), [&](const letter& each) {
            return one.begin < each.end && each.begin < one.end;
        });
    });
}

bool is_quoted(const found& hit, std::string_view text)
{
    for (const auto& [open, close] :
         {std::pair<std::string_view, std::string_view>{"\"", "\""},
          {"“", "”"},
          {"「", "」"},
          {"『", "』"},
          {"‘", "’"}}) {
        std::size_t at = 0;
        for (;;) { // one pair of marks after the other
            const auto from = text.find(open, at);
            const auto to = from == text.npos ? text.npos : text.find(close, from + open.size());
            if (to == text.npos)
                break;
            if (from + open.size() <= hit.begin && hit.end <= to)
                return true;
            at = to + close.size();
        }
    }
    return false;
}

std::vector<found> find(const rules::rule_set& set, rules::list_index list, std::string_view text)
{
    auto all = find_plain(set.lists[list], text);
    if (set.lists[list].negation)
        std::erase_if(all, [&](const found& hit) { return is_negated(set, hit, text); });
    return all;
}

std::vector<found> all_phrases(const rules::rule_set& set, rules::list_index list, std::string_view text)
{
    return find_plain(set.lists[list], text);
}

bool holds(const rules::rule_set& set, std::optional<rules::list_index> list, std::string_view text)
{
    return list && !find(set, *list, text).empty();
}

bool has_question_mark(std::string_view text)
{
    return text.find('?') != std::string_view::npos || text.find("？") != std::string_view::npos;
}

bool is_made_of(const rules::rule_set& set, rules::list_index list, std::string_view text)
{
    const auto letters = bare(text);
    std::vector<bool> reached(letters.size() + 1, false);
    reached[0] = true;
    for (std::size_t at = 0; at < letters.size(); ++at) {
        for (const auto& phrase : set.lists[list].phrases) {
            const auto sought = bare(phrase);
            if (reached[at] && stands_at(letters, at, sought))
                reached[at + sought.size()] = true;
        }
    }
    return reached[letters.size()];
}

std::size_t characters_left(std::string_view text)
{
    std::size_t count = 0;
    for (const auto& each : bare(text))
        count += each.run;
    return count;
}

std::size_t characters_beside(
    const rules::rule_set& set, const std::vector<rules::list_index>& lists, std::string_view text
)
{
    std::vector<found> phrases;
    for (const auto list : lists) {
        const auto more = find_plain(set.lists[list], text);
        phrases.insert(phrases.end(), more.begin(), more.end());
    }
    std::size_t count = 0;
    for (const auto& each : bare(text)) {
        const bool is_inside = std::any_of(phrases.begin(), phrases.end(), [&](const found& one) {
            return one.begin < each.end && each.begin < one.end;
        });
        count += is_inside ? 0 : each.run;
    }
    return count;
}

std::string normal_text(std::string_view text)
{
    engine::normal_form form;
    engine::normalise(text, form);
    return form.text;
}

std::size_t characters(std::string_view text)
{
    return engine::count_characters(text);
}

bool is_alike(std::string_view left, std::string_view right, std::uint32_t percent)
{
    const auto pairs = [](std::string_view text) {
        const auto letters = normal(text);
        std::set<std::pair<char32_t, char32_t>> all;
        for (std::size_t at = 1; at < letters.size(); ++at)
            all.emplace(letters[at - 1].code, letters[at].code);
        if (letters.size() == 1) // a run of one character is alike to itself
            all.emplace(0, letters.front().code);
        return all;
    };
    const auto first = pairs(left);
    const auto second = pairs(right);
    std::size_t common = 0;
    for (const auto& each : first)
        common += second.count(each);
    const std::size_t together = first.size() + second.size() - common;
    return together > 0 && common * 100 >= percent * together;
}

} // namespace chatqc::model
