// Which ideographs are written for others because they look so: two halves for a whole, one for its
// look-alike. Tables made at build time (cmake/tables).
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace chatqc::engine {

struct halves {
    char32_t left;
    char32_t right;
    char32_t whole;
};

struct look_alike {
    char32_t one;
    char32_t other;
};

extern const halves joined_halves[]; // one of them stands nowhere for itself; by (left, right)
extern const std::size_t joined_halves_count;
extern const halves ordinary_halves[]; // both are words too (女子 for 好); by whole
extern const std::size_t ordinary_halves_count;
extern const look_alike look_alikes[];
extern const std::size_t look_alike_count;

// What two characters side by side are read as, if one of them is a component (fold_class::component).
std::optional<char32_t> joined(char32_t left, char32_t right);

// The halves a list may ask for: two words for one character.
std::optional<std::pair<char32_t, char32_t>> ordinary_halves_of(char32_t whole);

// All characters that `code` is easily taken for.
std::vector<char32_t> look_alikes_of(char32_t code);

} // namespace chatqc::engine
