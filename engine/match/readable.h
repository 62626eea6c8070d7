// A normal form written out again as people write: with its blanks, with letters that stand twice, and with
// the marks that belong to words (can't, ann.smith@mail). What expressions with words of Latin letters and
// with numbers are matched on where somebody disguised those; the normal form itself glues words together.
// Internal to engine/match.
#pragma once

#include "engine/text/normal_form.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::engine {

struct readable_form {
    std::string text;

    // The normal form's characters that bytes [begin, end) of `text` are made of; what stands between two of
    // them counts for neither.
    [[nodiscard]] std::size_t first_character(std::size_t begin) const { return bytes[begin] & ~between; }

    [[nodiscard]] std::size_t last_character(std::size_t end) const
    {
        const std::uint32_t last = bytes[end - 1];
        return (last & between) == 0 ? last : std::max(last & ~between, 1U) - 1;
    }

    static constexpr std::uint32_t between = 1U << 31U;
    std::vector<std::uint32_t> bytes; // index of the character; with `between` of the one after it
};

// Whether `original` has Latin letters or digits that are not written plainly: in another width or script,
// drawn apart by symbols, or repeated three times and more.
bool has_disguised_latin(const normal_form& normal, std::string_view original);

void write_readable(const normal_form& normal, std::string_view original, readable_form& out);

} // namespace chatqc::engine
