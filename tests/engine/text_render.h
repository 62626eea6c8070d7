// How tests write a normal form down: its text, with what was dropped and how often a character stood.
//   ¦ a dropped separator, ◦ a dropped emoji, ␣ a dropped blank, 谢{3} three copies collapsed
#pragma once

#include "engine/text/normal_form.h"

#include <string>
#include <string_view>

namespace chatqc::engine::test {

inline std::string_view character_text(const normal_form& normal, std::size_t at)
{
    const auto begin = normal.characters[at].begin;
    const auto end = at + 1 < normal.characters.size() ? normal.characters[at + 1].begin : normal.text.size();
    return std::string_view(normal.text).substr(begin, end - begin);
}

inline std::string render(std::string_view input)
{
    normal_form normal;
    normalise(input, normal);
    constexpr std::string_view marks[] = {"", "¦", "◦", "␣"}; // by gap
    std::string written;
    for (std::size_t at = 0; at < normal.characters.size(); ++at) {
        const auto& one = normal.characters[at];
        written += marks[static_cast<std::size_t>(one.before)];
        written += character_text(normal, at);
        if (one.run > 1) {
            written += "{" + std::to_string(one.run) + "}";
        }
    }
    return written;
}

} // namespace chatqc::engine::test
