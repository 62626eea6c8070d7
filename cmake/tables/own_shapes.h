// What ideographs look like, as far as people write one for another: those that fall apart into two side by
// side (亻尔 for 你), and those that are easily taken for each other (末 for 未). Ours: Debian has no table
// of either. Only characters that service chat uses.
#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace chatqc::tables {

struct shapes {
    // Parts that nobody writes for themselves (亻 讠 刂): where one stands beside its other half, the
    // two are one character.
    std::set<char32_t> components;
    std::map<std::pair<char32_t, char32_t>, char32_t> whole_of; // the halves as written
    // Halves that are words of their own too (女子 for 好): only where a list asks for it.
    std::map<char32_t, std::pair<char32_t, char32_t>> halves_of;
    std::vector<std::pair<char32_t, char32_t>> alike; // each pair both ways
};

const shapes& own_shapes();

} // namespace chatqc::tables
