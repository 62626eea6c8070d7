// What sounds like a phrase, letter by letter: the part of the naive matcher that knows of sounds.
#pragma once

#include "engine/match/matcher.h"
#include "tests/engine/match_letters.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace chatqc::engine::test {

// A character of the text, or several that spell a syllable out.
struct unit {
    std::size_t first;
    std::size_t last;
    std::uint16_t spelled; // 0: a character
};

std::vector<unit> units_of(std::string_view original);

// The phrase as it is written at unit `first`, if that sounds like it but is written differently, and not as
// other words are.
std::optional<letters> written_by_sound(
    const letters& phrase,
    const match_source::list& list,
    const letters& text,
    const std::vector<unit>& units,
    std::size_t first
);

} // namespace chatqc::engine::test
