// Texts as the naive matcher sees them: letter by letter, with where each copy stands in the original. Slow
// and obvious.
#pragma once

#include "engine/text/fold.h"
#include "engine/text/normal_form.h"
#include "engine/text/utf8.h"
#include "tests/engine/text_render.h"
#include "tests/engine/text_samples.h"

#include <string>
#include <string_view>
#include <vector>

namespace chatqc::engine::test {

// One character of a normal form with where each of its copies stands in the original.
struct letter {
    struct place {
        std::size_t begin;
        std::size_t end;
    };

    std::string text;
    gap before;
    std::vector<place> copies;
    bool inside = false; // of a syllable in letters, not its first
};

using letters = std::vector<letter>;

inline letters letters_of(std::string_view original)
{
    normal_form normal;
    normal_form alone;
    normalise(original, normal);
    letters made;
    for (std::size_t at = 0; at < normal.characters.size(); ++at) {
        const auto& one = normal.characters[at];
        letter next{std::string(character_text(normal, at)), one.before, {}, false};
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
        if (normalise(range, alone); next.copies.empty() && alone.text == next.text) {
            next.copies.push_back({one.original, one.original_end}); // two halves
        }
        made.push_back(std::move(next));
    }
    return made;
}

inline std::string text_of(const letters& all, std::size_t first, std::size_t count)
{
    std::string text;
    for (std::size_t at = first; at < first + count; ++at) {
        text += all[at].text;
    }
    return text;
}

inline char32_t code_of(std::string_view character)
{
    return decode(character.data(), character.data() + character.size()).code;
}

// What a character by itself folds to.
inline std::string alone(std::string_view character)
{
    normal_form normal;
    normalise("1" + std::string(character) + "2", normal);
    return normal.text;
}

// Another case, another width, another script.
inline bool is_same_character(std::string_view left, std::string_view right)
{
    const auto style = [](char32_t code) {
        return code < 0x80 || (code > 0xFF00 && code < 0xFF5F) ? 1 : is_han(code) ? 2 : 0;
    };
    const int kind = style(code_of(left));
    return left == right || (kind != 0 && kind == style(code_of(right)) && alone(left) == alone(right));
}

inline bool is_same_writing(std::string_view left, std::string_view right)
{
    const auto lefts = character_offsets(left);
    const auto rights = character_offsets(right);
    if (lefts.size() != rights.size()) {
        return false;
    }
    for (std::size_t at = 0; at + 1 < lefts.size(); ++at) {
        if (!is_same_character(
                left.substr(lefts[at], lefts[at + 1] - lefts[at]),
                right.substr(rights[at], rights[at + 1] - rights[at])
            )) {
            return false;
        }
    }
    return true;
}

} // namespace chatqc::engine::test
