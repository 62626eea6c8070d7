// The normal form of a text (SPEC §5 "Normal form"): what phrases are matched on, with a map back to the
// bytes of the original. Pure; tables are generated at build time (cmake/tables).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::engine {

// What stood between a character of the normal form and the one before it, and was dropped.
enum class gap : std::uint8_t {
    none,      // they touch (or only zero-width characters and combining marks stood between)
    separator, // symbols of disguise: - _ . · * | / and their like; also the end of an emoji code (#E-s21)
    emoji,     // emoji and pictures: disguise inside longer words, end a clause between two characters
    space,     // blanks, and what ends a clause as often as it disguises: ~ — two dots or more
};

// Kept by the caller and reused: no allocation once it has grown. `text` is valid UTF-8 if the input was; it
// has at most as many characters as the input has bytes, and at most half as many bytes again (a few
// ideographs grow). Sentence punctuation, line ends and the edges of emoji codes, masks, URLs and HTML
// entities stay as characters of their own (ASCII-folded), so that nothing is glued across them. Inside URLs,
// emoji codes, masks (8****0, t***1) and numbers (3.5, 2025-01-06) no symbol is dropped.
struct normal_form {
    struct character {
        std::uint32_t begin = 0;    // byte offset in `text`
        std::uint32_t original = 0; // [original, original_end) in the input: the first copy of the run …
        std::uint32_t original_end = 0; // … to the end of its last copy
        std::uint16_t run = 1;          // copies collapsed into one (saturating); digits are never collapsed
        gap before = gap::none;
    };

    std::string text;
    std::vector<character> characters;
    // False: every Latin letter and digit stands in the text as it is written plainly, at most twice in a
    // row, and with no dropped symbol before it nor symbol kept for a number.
    bool may_disguise_latin = false;

    // Index of the character that byte `begin` of `text` belongs to; the number of characters at the end of
    // `text`.
    [[nodiscard]] std::size_t character_at(std::uint32_t begin) const;
};

// `input` must be valid UTF-8.
void normalise(std::string_view input, normal_form& out);

// Whether `input` is valid UTF-8 (RFC 3629).
bool is_valid_utf8(std::string_view input);
// Code points in valid UTF-8.
std::size_t count_characters(std::string_view input);

} // namespace chatqc::engine
