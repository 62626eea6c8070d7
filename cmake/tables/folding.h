// Decides what every code point becomes in the normal form; the meaning is SPEC §5 "Normal form". Knows
// nothing of how the table is packed (emit.h).
#pragma once

#include "engine/text/fold.h"
#include "unicode_data.h"

#include <map>
#include <string>

namespace chatqc::tables {

struct decision {
    engine::fold_class as = engine::fold_class::core;
    code_points to; // empty: the character itself

    friend bool operator==(const decision&, const decision&) = default;
};

struct conversions {
    std::map<char32_t, char32_t> simplified; // traditional → simplified
    std::map<char32_t, char32_t> hong_kong;  // Hong Kong's forms → simplified
    std::map<char32_t, char32_t> taiwan;     // Taiwan's forms → simplified
};

// Code points that are absent stand for themselves, as letters.
std::map<char32_t, decision> decide(const unicode_data& data, const conversions& han);

} // namespace chatqc::tables
