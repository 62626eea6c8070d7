// What every code point becomes in the normal form: one packed entry each, in a two-level table that is made
// at build time (cmake/tables). The generator and the normaliser share this layout; the meaning of a class is
// applied in normal_form.cpp.
#pragma once

#include <cstddef>
#include <cstdint>

namespace chatqc::engine {

enum class fold_class : std::uint8_t {
    core,           // letters, ideographs, kana …: never dropped, runs collapse
    digit,          // never dropped, never collapsed
    kept,           // sentence punctuation, brackets, line ends: stays, runs collapse
    separator,      // symbols of disguise: dropped, except inside numbers, masks and links
    weak_separator, // dropped too, but counts as a blank: ~ ends sentences as often as it disguises
    blank,
    vanish,    // zero-width characters and combining marks: as if they were not there
    component, // half a character (亻 讠 刂): with its other half beside it, one character; alone, a letter
    emoji,     // dropped; between two characters alone it may end a sentence as well
};

inline constexpr std::size_t fold_block_size = 128;
// The block of everyday ideographs, with one bit each in `han_changes`.
inline constexpr char32_t han_first = 0x4E00;
inline constexpr char32_t han_last = 0x9FFF;

// Bits 0–20 a code point, or an index into fold_sequences; 21–23 how many characters (0: itself); 24–27 the
// class. So 0 is a letter that stands for itself.
constexpr std::uint32_t pack_fold(fold_class as, std::uint32_t count, char32_t code)
{
    return static_cast<std::uint32_t>(code) | (count << 21U) | (static_cast<std::uint32_t>(as) << 24U);
}

struct folded {
    fold_class as;
    std::uint32_t count; // 0: the character itself
    char32_t code;       // with count 1 the code point, with more an index into fold_sequences
};

extern const std::uint16_t fold_blocks[];
extern const std::uint32_t fold_entries[];
extern const char32_t fold_sequences[];
extern const std::uint64_t han_changes[];

// `code` at most 0x10FFFF.
inline folded fold(char32_t code)
{
    const std::uint32_t block = fold_blocks[code / fold_block_size];
    const std::uint32_t entry = fold_entries[block * fold_block_size + code % fold_block_size];
    return {static_cast<fold_class>(entry >> 24U), (entry >> 21U) & 7U, entry & 0x1FFFFFU};
}

// Whether an everyday ideograph (han_first … han_last) folds to something else.
inline bool han_is_folded(char32_t code)
{
    const char32_t index = code - han_first;
    return ((han_changes[index / 64] >> (index % 64)) & 1U) != 0;
}

inline bool is_han(char32_t code)
{
    return (code >= han_first && code <= han_last) || (code >= 0x3400 && code <= 0x4DBF) ||
           (code >= 0x20000 && code <= 0x3134A);
}

// A letter of the Latin script or an ASCII digit, of a normal form.
inline bool is_latin_or_digit(char32_t code)
{
    return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') ||
           (code >= 0xC0 && code <= 0x24F && code != 0xD7 && code != 0xF7) ||
           (code >= 0x1E00 && code <= 0x1EFF);
}

} // namespace chatqc::engine
