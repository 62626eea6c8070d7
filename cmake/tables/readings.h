// How ideographs are read, from Unihan's list of readings: syllables without tones, how often each is used.
// Build-time only, as unicode_data.h.
#pragma once

#include "unicode_data.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace chatqc::tables {

struct reading {
    std::string syllable;   // in letters, ü as v: "lv"
    std::uint8_t tone = 0;  // 1–4, 5 without one
    std::uint32_t uses = 0; // in the corpus of kHanyuPinlu; 0 where it has none
};

// By ideograph, the most used reading first; never empty.
using readings = std::map<char32_t, std::vector<reading>>;

// `path` is Unihan_Readings.txt; `data` takes the marks off the letters.
readings read_readings(const std::string& path, const unicode_data& data);

} // namespace chatqc::tables
