// Reading and writing single code points of UTF-8 that is known to be valid. Checking validity is
// normal_form.h's is_valid_utf8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace chatqc::engine {

struct decoded {
    char32_t code;
    std::uint32_t length; // bytes, 1–4
};

// Whether a byte goes on with a code point rather than begins one (10xxxxxx).
inline bool is_continuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

// As much of the text's beginning as `bytes_max` hold, in whole code points.
inline std::string_view beginning(std::string_view text, std::size_t bytes_max)
{
    auto size = text.size() < bytes_max ? text.size() : bytes_max;
    while (size > 0 && size < text.size() && is_continuation(text[size]))
        --size;
    return text.substr(0, size);
}

// The code point at `at`. On invalid input it gives U+FFFD of length 1 and never reads at or past `end`.
inline decoded decode(const char* at, const char* end)
{
    const auto byte = [at](std::size_t offset) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(at[offset]));
    };
    const std::uint32_t first = byte(0);
    const auto available = end - at;
    if (first < 0x80) {
        return {first, 1};
    }
    if (first >= 0xC0 && first < 0xE0 && available >= 2) {
        return {((first & 0x1FU) << 6U) | (byte(1) & 0x3FU), 2};
    }
    if (first >= 0xE0 && first < 0xF0 && available >= 3) {
        return {((first & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU), 3};
    }
    if (first >= 0xF0 && first < 0xF5 && available >= 4) {
        const std::uint32_t code = ((first & 0x07U) << 18U) | ((byte(1) & 0x3FU) << 12U) |
                                   ((byte(2) & 0x3FU) << 6U) | (byte(3) & 0x3FU);
        return {code <= 0x10FFFF ? code : 0xFFFDU, 4};
    }
    return {0xFFFD, 1};
}

// Writes `code` to `out`, which has room for 4 bytes; returns how many it took.
inline std::uint32_t encode(char32_t code, char* out)
{
    const auto value = static_cast<std::uint32_t>(code);
    const auto put = [out](std::size_t at, std::uint32_t byte) { out[at] = static_cast<char>(byte); };
    if (value < 0x80) {
        put(0, value);
        return 1;
    }
    if (value < 0x800) {
        put(0, 0xC0U | (value >> 6U));
        put(1, 0x80U | (value & 0x3FU));
        return 2;
    }
    if (value < 0x10000) {
        put(0, 0xE0U | (value >> 12U));
        put(1, 0x80U | ((value >> 6U) & 0x3FU));
        put(2, 0x80U | (value & 0x3FU));
        return 3;
    }
    put(0, 0xF0U | (value >> 18U));
    put(1, 0x80U | ((value >> 12U) & 0x3FU));
    put(2, 0x80U | ((value >> 6U) & 0x3FU));
    put(3, 0x80U | (value & 0x3FU));
    return 4;
}

} // namespace chatqc::engine
