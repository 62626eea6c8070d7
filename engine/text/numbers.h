// Finds numbers that mean something by their digits alone, in a text's normal form: there all styles of
// digits are one.
#pragma once

#include "engine/text/normal_form.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::engine {

enum class number_kind : std::uint8_t {
    phone,    // mobile numbers of mainland China: 11 digits from 13 on
    identity, // identity cards: 18 characters, the last of which is the check of GB 11643
    card      // of banks: 16 to 19 digits from 3 to 6 on, checked by Luhn's rule
};

struct number_span {
    number_kind kind = number_kind::phone;
    std::uint32_t begin = 0; // bytes of the original text, half-open
    std::uint32_t end = 0;
    std::string digits; // an identity may end with x
};

// In order. Written together or in parts (3, 4 and 4 of a phone, fours of a card) with one blank or hyphen
// between, or drawn apart by four marks and more, or by a blank behind nearly each digit. No other digit and
// no Latin letter touches them: tracking and order numbers are longer, or begin with letters.
std::vector<number_span> find_numbers(const normal_form& normal);

// The shortest of them.
inline constexpr std::size_t number_digits_min = 11;

// Digits of any style in a text as it was sent: whether it is worth while to look is found out without a
// normal form.
std::size_t count_digits(std::string_view text);

} // namespace chatqc::engine
