// How ideographs sound: one syllable each, without its tone, from a table that is made at build time
// (cmake/tables); and how a whole text does. Knows nothing of phrases.
#pragma once

#include "engine/text/fold.h"
#include "engine/text/normal_form.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::engine {

// Numbers of syllables begin at 1; 0 is none.
inline constexpr std::uint16_t syllables_max = 511;

struct sound_entry {
    std::uint16_t syllable = 0; // the most usual reading
    std::uint8_t tone = 0;      // 1–4, 5 without one
    bool is_common = false;     // it has its place in a count of ordinary texts
    bool is_everyday = false;   // one of the most used: it means itself (为, 位, 号)
};

constexpr std::uint16_t pack_sound(sound_entry one)
{
    const unsigned common = one.is_common ? 1U << 12U : 0U;
    const unsigned everyday = one.is_everyday ? 1U << 13U : 0U;
    return static_cast<std::uint16_t>(one.syllable | (unsigned{one.tone} << 9U) | common | everyday);
}

struct further_sound {
    char32_t code;
    std::uint16_t syllable;
};

extern const std::uint16_t sound_entries[];  // from han_first to han_last
extern const further_sound further_sounds[]; // other readings that are in use, by code
extern const std::size_t further_sound_count;
extern const char* const syllable_letters[]; // by number: "lv" for lü
extern const std::size_t syllable_count;     // of numbers, 0 among them

// All zero for what is no everyday ideograph (han_first … han_last) or has no reading.
inline sound_entry sound_of(char32_t code)
{
    if (code < han_first || code > han_last) {
        return {};
    }
    const unsigned entry = sound_entries[code - han_first];
    return {
        static_cast<std::uint16_t>(entry & syllables_max),
        static_cast<std::uint8_t>((entry >> 9U) & 7U),
        (entry & (1U << 12U)) != 0,
        (entry & (1U << 13U)) != 0};
}

// Every syllable the ideograph is read as, the most usual first.
std::vector<std::uint16_t> syllables_of(char32_t code);

// Whether the ideograph may be read as this syllable.
bool is_read_as(char32_t code, std::uint16_t syllable);

// The usual readings of common ideographs that are read as `syllable` too, sorted: a text that has one of
// them for it sounds so at first.
const std::vector<std::uint16_t>& usual_beside(std::uint16_t syllable);

// Stands for a syllable where texts are compared by sound: a code point of the private use area, as many
// bytes long in UTF-8 as everyday ideographs.
inline constexpr char32_t syllable_code_first = 0xE000;

constexpr char32_t syllable_code(std::uint16_t syllable)
{
    return syllable_code_first + syllable;
}

inline constexpr std::uint32_t syllable_code_bytes = 3;

// The syllables, of two letters and more, that `letters` is made of, the longest first wherever what is left
// can be read; none if it cannot be read as a whole. Longer texts than spelled_letters_max are not read.
inline constexpr std::size_t spelled_letters_max = 64;
std::vector<std::uint16_t> spelled_syllables(std::string_view letters);

// A normal form as it sounds: the code of a syllable for each ideograph by its usual reading, and for each
// syllable of a word of letters that is pinyin as a whole (wei信); all else stays.
struct sound_form {
    // A syllable in letters: of characters [first, last] of the normal form, which end there at byte `after`.
    // Two share a character where a letter stands twice (gonggong).
    struct spelled {
        std::uint32_t at; // byte of `text`
        std::uint16_t syllable;
        std::uint32_t first;
        std::uint32_t last;
        std::uint32_t after;
    };

    std::string text;
    std::vector<spelled> in_letters; // in order

    // The syllable in letters at this byte of `text` or the first after it.
    [[nodiscard]] std::vector<spelled>::const_iterator spelled_from(std::uint32_t at) const;
    // The byte of the normal form for one of `text` that begins what is no syllable in letters.
    [[nodiscard]] std::uint32_t in_normal(std::uint32_t at) const;
};

void write_sounds(const normal_form& normal, sound_form& out);

} // namespace chatqc::engine
