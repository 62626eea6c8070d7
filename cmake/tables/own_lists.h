// What no public table says: which symbols disguise, which end a sentence, which letters look like Latin
// ones.
#pragma once

#include "engine/text/fold.h"

#include <map>
#include <string_view>

namespace chatqc::tables {

struct symbol {
    engine::fold_class as;
    char32_t to; // what it is written as where it is kept
};

// Symbols by code point; others go by their general category (folding.cpp).
const std::map<char32_t, symbol>& own_symbols();

// Letters that are read as a Latin letter or a digit, after case folding.
const std::map<char32_t, char32_t>& own_letters();

// Ideographs that are not to follow the regional variants: they are ordinary simplified characters too.
bool is_ordinary_simplified(char32_t ideograph);

} // namespace chatqc::tables
