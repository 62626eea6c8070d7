// Finds numbers that mean something by their digits alone, in a text's normal form: there all styles of
// digits are one.
#pragma once

#include "engine/text/normal_form.h"

#include <cstdint>
#include <string>
#include <vector>

namespace chatqc::engine {

struct number_span {
    std::uint32_t begin = 0; // bytes of the original text, half-open
    std::uint32_t end = 0;
    std::string digits;
};

// Mobile numbers of mainland China: 11 digits, 13… to 19…, written together or as 3, 4 and 4 with one blank
// or hyphen between. No other digit and no Latin letter touches them: tracking and order numbers are longer.
std::vector<number_span> find_phones(const normal_form& normal);

} // namespace chatqc::engine
