#include "tests/engine/match_naive.h"

#include "engine/match/disguises.h"
#include "engine/match/phrase_match.h"
#include "engine/text/normal_form.h"
#include "engine/text/utf8.h"
#include "tests/engine/match_letters.h"
#include "tests/engine/match_naive_sounds.h"
#include "tests/engine/text_samples.h"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>

namespace chatqc::engine::test {
namespace {

char lower(char one)
{
    return one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one;
}

bool same(std::string_view left, std::string_view right)
{
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
        return lower(a) == lower(b);
    });
}

bool is_ideograph(std::string_view character)
{
    return character >= "\u3400" && character <= "\u9FFF";
}

bool is_latin(std::string_view character)
{
    return character.size() == 1 && std::isalnum(static_cast<unsigned char>(character[0])) != 0;
}

// Whether the letter's edge is Latin in the original: a numeral written as an ideograph is not.
bool touches_latin(const letter& one, std::string_view original)
{
    const auto place = one.copies.front();
    return is_latin(one.text) && !is_ideograph(original.substr(place.begin, place.end - place.begin));
}

bool is_word(const letter& one)
{
    return is_latin(one.text) || is_ideograph(one.text);
}

struct wanted {
    const letters& phrase;
    bool whole_word;
};

std::optional<letter::place>
stands_at(const wanted& want, const letters& text, std::string_view original, std::size_t first)
{
    const std::size_t count = want.phrase.size();
    if (first + count > text.size()) {
        return std::nullopt;
    }
    if (text_of(text, first, count) != text_of(want.phrase, 0, count)) {
        return std::nullopt;
    }
    const std::size_t last = first + count - 1;
    bool unwanted_blank = false;
    bool unwanted_emoji = false;
    bool all_apart = true;
    for (std::size_t at = 0; at < count; ++at) {
        const letter& there = text[first + at];
        const letter& phrase = want.phrase[at];
        const std::size_t run = there.copies.size();
        const std::size_t wanted_run = phrase.copies.size();
        const bool inner = at != 0 && at + 1 != count;
        const bool more_is_fine = !inner || run >= 3 || is_ideograph(there.text);
        if (run < wanted_run || (run > wanted_run && !more_is_fine)) {
            return std::nullopt;
        }
        if (at == 0) {
            continue;
        }
        if (phrase.before == gap::space && there.before == gap::none) {
            return std::nullopt;
        }
        const bool is_emoji = there.before == gap::emoji;
        unwanted_blank = unwanted_blank || (phrase.before == gap::none && there.before == gap::space);
        unwanted_emoji = unwanted_emoji || (phrase.before == gap::none && is_emoji && count == 2);
        all_apart = all_apart && (there.before != gap::none || phrase.inside);
    }
    const letter* left = first > 0 && text[first].before == gap::none ? &text[first - 1] : nullptr;
    const letter* right =
        last + 1 < text.size() && text[last + 1].before == gap::none ? &text[last + 1] : nullptr;
    const bool latin_left = left != nullptr && touches_latin(*left, original);
    const bool latin_right = right != nullptr && touches_latin(*right, original);
    const bool begins_latin = touches_latin(text[first], original);
    const bool ends_latin = touches_latin(text[last], original);
    if (unwanted_blank || unwanted_emoji) {
        const bool inside_word = (begins_latin && latin_left) || (ends_latin && latin_right);
        const bool between_words = count == 2 && !begins_latin && !ends_latin && left != nullptr &&
                                   is_word(*left) && right != nullptr && is_word(*right);
        if ((unwanted_blank && !all_apart) || inside_word || between_words) {
            return std::nullopt;
        }
    }
    std::size_t left_copies = want.phrase.front().copies.size();
    std::size_t right_copies = want.phrase.back().copies.size();
    const std::size_t left_run = text[first].copies.size();
    const std::size_t right_run = text[last].copies.size();
    if (want.whole_word) {
        if ((begins_latin && (latin_left || (left_run > left_copies && left_run < 3))) ||
            (ends_latin && (latin_right || (right_run > right_copies && right_run < 3)))) {
            return std::nullopt;
        }
        left_copies = begins_latin ? left_run : left_copies;
        right_copies = ends_latin ? right_run : right_copies;
    }
    const std::size_t begin = count == 1 ? 0 : left_run - left_copies;
    return letter::place{text[first].copies[begin].begin, text[last].copies[right_copies - 1].end};
}

// Every copy a letter of its own, of the runs whose bit is set; of more than three runs all or none.
letters spread(const letters& phrase, unsigned runs)
{
    letters made;
    unsigned run = 0;
    for (const letter& one : phrase) {
        if (one.copies.size() > 1 && ((runs >> std::min(run++, 31U)) & 1U) == 0) {
            made.push_back(one);
            continue;
        }
        for (std::size_t copy = 0; copy < one.copies.size(); ++copy) {
            made.push_back({one.text, copy == 0 ? one.before : gap::none, {one.copies[copy]}, false});
        }
    }
    return made;
}

bool has_symbol(std::string_view text)
{
    const auto offsets = character_offsets(text);
    for (std::size_t at = 0; at + 1 < offsets.size(); ++at) {
        normal_form normal;
        const std::string between =
            "好" + std::string(text.substr(offsets[at], offsets[at + 1] - offsets[at])) + "评";
        normalise(between, normal);
        const bool is_blank = text[offsets[at]] == ' ' || text.substr(offsets[at]).starts_with("　");
        if (normal.characters.size() == 2 && normal.characters[1].before != gap::none && !is_blank) {
            return true;
        }
    }
    return false;
}

// Whether the last letter of `left` and the first of `right` make one word; zero-width characters aside.
bool are_one_word(std::string_view left, std::string_view right)
{
    const auto latin = [](std::string_view text, bool last) {
        auto offsets = character_offsets(text);
        while (offsets.size() > 1) {
            const std::size_t at = last ? offsets.size() - 2 : 0;
            const auto bytes = text.substr(offsets[at], offsets[at + 1] - offsets[at]);
            const letters alone = letters_of(bytes);
            const letters between = letters_of("1" + std::string(bytes) + "2");
            const bool vanishes = between.size() == 2 && between[1].before == gap::none;
            if (!vanishes) {
                return !alone.empty() && is_latin((last ? alone.back() : alone.front()).text) &&
                       !is_ideograph(bytes);
            }
            offsets.erase(last ? offsets.end() - 1 : offsets.begin());
        }
        return false;
    };
    return latin(left, true) && latin(right, false);
}

bool is_whole_word_as_sent(std::string_view text, std::size_t begin, std::size_t end)
{
    const auto inside = text.substr(begin, end - begin);
    return !are_one_word(text.substr(0, begin), inside) && !are_one_word(inside, text.substr(end));
}

} // namespace

std::vector<std::size_t> naive_find(std::string_view phrase, std::string_view text)
{
    std::vector<std::size_t> begins;
    for (std::size_t at = 0; at + phrase.size() <= text.size(); ++at) {
        if (same(text.substr(at, phrase.size()), phrase)) {
            begins.push_back(at);
        }
    }
    return begins;
}

namespace {

// One way to write a phrase, or to say it.
struct way {
    std::string text;
    bool whole_word;
    bool by_sound;
};

std::vector<way> ways_of(const std::string& written, const match_source::list& list)
{
    std::vector<way> ways{{written, list.whole_word, false}};
    if (list.homophones || list.letters) {
        ways.push_back({written, list.whole_word, true});
    }
    if (list.shapes) {
        for (const std::string& other : other_writings(written, way_of_writing::shapes)) {
            ways.push_back({other, true, false});
        }
    }
    if (list.letters) {
        for (const std::string& other : other_writings(written, way_of_writing::letters)) {
            ways.push_back({other, true, false});
            if (list.homophones) {
                ways.push_back({other, true, true});
            }
        }
    }
    return ways;
}

std::vector<letter::place> places_by_sound(
    const letters& phrase,
    const way& one,
    const match_source::list& list,
    std::string_view text,
    const letters& in_text
)
{
    std::vector<letter::place> places;
    const auto units = units_of(text);
    for (std::size_t first = 0; first + phrase.size() <= units.size(); ++first) {
        if (const auto written = written_by_sound(phrase, list, in_text, units, first)) {
            const auto place = stands_at({*written, one.whole_word}, in_text, text, units[first].first);
            if (place) {
                places.push_back(*place);
            }
        }
    }
    return places;
}

std::vector<letter::place>
places_of(const way& one, const match_source::list& list, std::string_view text, const letters& in_text)
{
    std::vector<letter::place> places;
    const std::string_view written = one.text;
    const letters in_phrase = letters_of(written);
    const bool is_lossy = in_phrase.empty() ||
                          has_symbol(written.substr(0, in_phrase.front().copies.front().begin)) ||
                          has_symbol(written.substr(in_phrase.back().copies.back().end));
    const bool is_one_run = in_phrase.size() == 1 &&
                            in_phrase.front().copies.size() == count_characters(written) &&
                            !has_symbol(written);
    normal_form normal;
    normalise(text, normal);
    for (const std::size_t begin : naive_find(written, text)) {
        const std::size_t end = begin + written.size();
        if (!one.by_sound && (!is_one_run || is_lossy) &&
            !cuts_character(normal, static_cast<std::uint32_t>(begin)) &&
            !cuts_character(normal, static_cast<std::uint32_t>(end)) &&
            (!one.whole_word || is_whole_word_as_sent(text, begin, end))) {
            places.push_back({begin, end});
        }
    }
    const auto runs = std::count_if(in_phrase.begin(), in_phrase.end(), [](const letter& each) {
        return each.copies.size() > 1;
    });
    std::vector<letters> spellings{in_phrase, spread(in_phrase, ~0U)};
    for (unsigned some = 1; runs <= 3 && some < 7; ++some) {
        spellings.push_back(spread(in_phrase, some));
    }
    for (const letters& spelled : spellings) {
        if (one.by_sound && !is_lossy) {
            const auto heard = places_by_sound(spelled, one, list, text, in_text);
            places.insert(places.end(), heard.begin(), heard.end());
        }
        for (std::size_t first = 0; !one.by_sound && !is_lossy && first < in_text.size(); ++first) {
            if (const auto place = stands_at({spelled, one.whole_word}, in_text, text, first)) {
                places.push_back(*place);
            }
        }
    }
    return places;
}

} // namespace

std::vector<hit> naive_hits(const std::vector<match_source::list>& lists, std::string_view text)
{
    const letters in_text = letters_of(text);
    std::vector<hit> all;
    for (std::uint32_t list = 0; list < lists.size(); ++list) {
        for (std::uint32_t phrase = 0; phrase < lists[list].phrases.size(); ++phrase) {
            const std::string& written = lists[list].phrases[phrase];
            std::vector<hit> plain;
            std::vector<hit> disguised;
            for (const way& one : ways_of(written, lists[list])) {
                for (const letter::place& place : places_of(one, lists[list], text, in_text)) {
                    const auto begin = static_cast<std::uint32_t>(place.begin);
                    const auto end = static_cast<std::uint32_t>(place.end);
                    const bool as_written = is_same_writing(text.substr(begin, end - begin), written);
                    (as_written ? plain : disguised)
                        .push_back({hit::origin::list, list, phrase, begin, end, !as_written});
                }
            }
            for (const hit& one : disguised) {
                if (std::none_of(plain.begin(), plain.end(), [&](const hit& other) {
                        return other.begin < one.end && one.begin < other.end;
                    })) {
                    all.push_back(one);
                }
            }
            all.insert(all.end(), plain.begin(), plain.end());
        }
    }
    std::sort(all.begin(), all.end(), [](const hit& a, const hit& b) {
        return std::tuple(a.source, a.begin, a.end, a.phrase) <
               std::tuple(b.source, b.begin, b.end, b.phrase);
    });
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

} // namespace chatqc::engine::test
