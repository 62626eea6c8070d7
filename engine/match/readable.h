// A normal form written out again as people write: with its blanks, and with letters that stand twice. What
// expressions with words of Latin letters are matched on where somebody disguised those letters; the normal
// form itself glues words together. Internal to engine/match.
#pragma once

#include "engine/text/normal_form.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::engine {

struct readable_form {
    std::string text;
    std::vector<std::uint32_t> characters; // by byte of `text`: index of the normal form's character; a blank
                                           // has that of the character after it
};

// Whether `original` has Latin letters or digits that are not written plainly: in another width or script,
// drawn apart by symbols, or repeated three times and more.
bool has_disguised_latin(const normal_form& normal, std::string_view original);

void write_readable(const normal_form& normal, readable_form& out);

} // namespace chatqc::engine
