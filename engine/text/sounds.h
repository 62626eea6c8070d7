// How ideographs sound: one syllable each, without its tone, from a table that is made at build time
// (cmake/tables). Knows nothing of phrases.
#pragma once

#include "engine/text/fold.h"

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

// Stands for a syllable where texts are compared by sound: a code point of the private use area, as many
// bytes long in UTF-8 as the ideographs it replaces.
inline constexpr char32_t syllable_code_first = 0xE000;

constexpr char32_t syllable_code(std::uint16_t syllable)
{
    return syllable_code_first + syllable;
}

// `text`, valid UTF-8, with each ideograph that has a sound replaced by its syllable's code; every byte
// offset stays what it is.
void write_sounds(std::string_view text, std::string& out);

} // namespace chatqc::engine
