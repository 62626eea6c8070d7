#include "tests/engine/match_naive.h"

#include "engine/text/normal_form.h"
#include "tests/engine/text_render.h"
#include "tests/engine/text_samples.h"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>

namespace chatqc::engine::test {
namespace {

// One character of a normal form with where each of its copies stands in the original.
struct letter {
    struct place {
        std::size_t begin;
        std::size_t end;
    };

    std::string text;
    gap before;
    std::vector<place> copies;
};

using letters = std::vector<letter>;

letters letters_of(std::string_view original)
{
    normal_form normal;
    normal_form alone;
    normalise(original, normal);
    letters made;
    for (std::size_t at = 0; at < normal.characters.size(); ++at) {
        const auto& one = normal.characters[at];
        letter next{std::string(character_text(normal, at)), one.before, {}};
        const auto range = original.substr(one.original, one.original_end - one.original);
        const auto offsets = character_offsets(range);
        for (std::size_t index = 0; index + 1 < offsets.size() && next.copies.size() < one.run; ++index) {
            const auto bytes = range.substr(offsets[index], offsets[index + 1] - offsets[index]);
            // A symbol alone is dropped, where inside a number it is kept: try it between digits too.
            normalise(bytes, alone);
            normal_form between;
            const std::string number = "1" + std::string(bytes) + "2";
            normalise(number, between);
            std::size_t copies = 0;
            for (std::size_t part = 0; part < alone.characters.size(); ++part) {
                copies += character_text(alone, part) == next.text ? alone.characters[part].run : 0U;
            }
            if (alone.characters.empty() && between.characters.size() == 3) {
                copies = 1;
            }
            for (; copies > 0 && next.copies.size() < one.run; --copies) {
                next.copies.push_back({one.original + offsets[index], one.original + offsets[index + 1]});
            }
        }
        made.push_back(std::move(next));
    }
    return made;
}

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
    const std::size_t last = first + count - 1;
    bool unwanted_blank = false;
    bool all_apart = true;
    for (std::size_t at = 0; at < count; ++at) {
        const letter& there = text[first + at];
        const letter& phrase = want.phrase[at];
        const std::size_t run = there.copies.size();
        const std::size_t wanted_run = phrase.copies.size();
        const bool inner = at != 0 && at + 1 != count;
        const bool more_is_fine = !inner || run >= 3 || is_ideograph(there.text);
        if (there.text != phrase.text || run < wanted_run || (run > wanted_run && !more_is_fine)) {
            return std::nullopt;
        }
        if (at == 0) {
            continue;
        }
        if (phrase.before == gap::space && there.before == gap::none) {
            return std::nullopt;
        }
        unwanted_blank = unwanted_blank || (phrase.before == gap::none && there.before == gap::space);
        all_apart = all_apart && there.before != gap::none;
    }
    const letter* left = first > 0 && text[first].before == gap::none ? &text[first - 1] : nullptr;
    const letter* right =
        last + 1 < text.size() && text[last + 1].before == gap::none ? &text[last + 1] : nullptr;
    const bool latin_left = left != nullptr && touches_latin(*left, original);
    const bool latin_right = right != nullptr && touches_latin(*right, original);
    const bool begins_latin = touches_latin(text[first], original);
    const bool ends_latin = touches_latin(text[last], original);
    if (unwanted_blank) {
        const bool inside_word = (begins_latin && latin_left) || (ends_latin && latin_right);
        const bool between_words = count == 2 && !begins_latin && !ends_latin && left != nullptr &&
                                   is_word(*left) && right != nullptr && is_word(*right);
        if (!all_apart || inside_word || between_words) {
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

// Every copy a letter of its own.
letters spread(const letters& phrase)
{
    letters made;
    for (const letter& one : phrase) {
        for (std::size_t copy = 0; copy < one.copies.size(); ++copy) {
            made.push_back({one.text, copy == 0 ? one.before : gap::none, {one.copies[copy]}});
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

std::vector<hit> naive_hits(const std::vector<match_source::list>& lists, std::string_view text)
{
    const letters in_text = letters_of(text);
    std::vector<hit> all;
    for (std::uint32_t list = 0; list < lists.size(); ++list) {
        for (std::uint32_t phrase = 0; phrase < lists[list].phrases.size(); ++phrase) {
            const std::string& written = lists[list].phrases[phrase];
            const bool whole_word = lists[list].whole_word;
            std::vector<hit> plain;
            std::vector<hit> disguised;
            const auto add = [&](std::size_t begin, std::size_t end) {
                const bool as_written = same(text.substr(begin, end - begin), written);
                (as_written ? plain : disguised)
                    .push_back(
                        {hit::origin::list,
                         list,
                         phrase,
                         static_cast<std::uint32_t>(begin),
                         static_cast<std::uint32_t>(end),
                         !as_written}
                    );
            };
            const letters in_phrase = letters_of(written);
            const bool is_lossy =
                in_phrase.empty() ||
                has_symbol(std::string_view(written).substr(0, in_phrase.front().copies.front().begin)) ||
                has_symbol(std::string_view(written).substr(in_phrase.back().copies.back().end));
            const bool is_one_run = in_phrase.size() == 1 &&
                                    in_phrase.front().copies.size() == count_characters(written) &&
                                    !has_symbol(written);
            for (const std::size_t begin : naive_find(written, text)) {
                if ((!is_one_run || is_lossy) &&
                    (!whole_word || is_whole_word_as_sent(text, begin, begin + written.size()))) {
                    add(begin, begin + written.size());
                }
            }
            for (const letters& way : {in_phrase, spread(in_phrase)}) {
                for (std::size_t first = 0; !is_lossy && first < in_text.size(); ++first) {
                    if (const auto place = stands_at({way, whole_word}, in_text, text, first)) {
                        add(place->begin, place->end);
                    }
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
