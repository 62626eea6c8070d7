// Bytes as digits, for golden values.
#pragma once

#include <string>
#include <string_view>

namespace chatqc::test {

inline std::string hex(std::string_view bytes)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        text.push_back(digits[static_cast<unsigned char>(c) >> 4]);
        text.push_back(digits[static_cast<unsigned char>(c) & 0xf]);
    }
    return text;
}

} // namespace chatqc::test
