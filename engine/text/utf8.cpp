#include "engine/text/utf8.h"

#include "engine/text/normal_form.h"

#include <cstring>

namespace chatqc::engine {
namespace {

std::uint32_t byte_at(const char* at, std::size_t offset)
{
    return static_cast<unsigned char>(at[offset]);
}

// Length of the valid sequence of two to four bytes at `at`, 0 if there is none.
std::size_t sequence_length(const char* at, std::size_t available)
{
    const std::uint32_t first = byte_at(at, 0);
    if ((first & 0xF0U) == 0xE0U && available >= 3 && is_continuation(at[1]) && is_continuation(at[2])) {
        const std::uint32_t second = byte_at(at, 1);
        const bool overlong = first == 0xE0 && second < 0xA0;
        const bool surrogate = first == 0xED && second >= 0xA0;
        return overlong || surrogate ? 0 : 3;
    }
    if (first >= 0xC2 && first <= 0xDF && available >= 2 && is_continuation(at[1])) {
        return 2;
    }
    if (first >= 0xF0 && first <= 0xF4 && available >= 4 && is_continuation(at[1]) &&
        is_continuation(at[2]) && is_continuation(at[3])) {
        const std::uint32_t second = byte_at(at, 1);
        const bool overlong = first == 0xF0 && second < 0x90;
        const bool beyond = first == 0xF4 && second >= 0x90;
        return overlong || beyond ? 0 : 4;
    }
    return 0;
}

} // namespace

bool is_valid_utf8(std::string_view input)
{
    const char* at = input.data();
    const char* const end = at + input.size();
    while (at != end) {
        const auto available = static_cast<std::size_t>(end - at);
        if (byte_at(at, 0) < 0x80) {
            std::uint64_t eight = 0;
            if (available >= 8 && (std::memcpy(&eight, at, 8), (eight & 0x8080808080808080U) == 0)) {
                at += 8;
            } else {
                ++at;
            }
            continue;
        }
        // Nearly every ideograph: no overlong form or surrogate begins with these bytes.
        const std::uint32_t first = byte_at(at, 0);
        if (first > 0xE0 && first < 0xED && available >= 3 && is_continuation(at[1]) &&
            is_continuation(at[2])) {
            at += 3;
            continue;
        }
        const std::size_t length = sequence_length(at, available);
        if (length == 0) {
            return false;
        }
        at += length;
    }
    return true;
}

std::size_t count_characters(std::string_view input)
{
    // Every byte but the continuations (10xxxxxx) begins a code point; eight bytes at a time.
    constexpr std::uint64_t ones = 0x0101010101010101U;
    std::size_t continuations = 0;
    std::size_t at = 0;
    for (; at + 8 <= input.size(); at += 8) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, input.data() + at, 8);
        continuations += (((eight >> 7U) & ~(eight >> 6U) & ones) * ones) >> 56U;
    }
    for (; at < input.size(); ++at) {
        continuations += is_continuation(input[at]) ? 1U : 0U;
    }
    return input.size() - continuations;
}

} // namespace chatqc::engine
