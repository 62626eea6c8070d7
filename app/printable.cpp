#include "app/printable.h"

namespace chatqc::app {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

unsigned byte_at(std::string_view bytes, std::size_t at)
{
    return static_cast<unsigned char>(bytes[at]);
}

// Whether the second byte keeps overlong forms, surrogates and codes above U+10FFFF out.
bool second_fits(unsigned first, unsigned second)
{
    switch (first) {
    case 0xE0:
        return second >= 0xA0;
    case 0xED:
        return second <= 0x9F;
    case 0xF0:
        return second >= 0x90;
    case 0xF4:
        return second <= 0x8F;
    default:
        return true;
    }
}

} // namespace

std::optional<std::size_t> utf8_length(std::string_view bytes)
{
    const unsigned first = byte_at(bytes, 0);
    std::size_t length = 0;
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        length = 2;
    } else if (first >= 0xE0 && first <= 0xEF) {
        length = 3;
    } else if (first >= 0xF0 && first <= 0xF4) {
        length = 4;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if (i == bytes.size()) {
            return std::nullopt;
        }
        const unsigned next = byte_at(bytes, i);
        if ((next & 0xC0) != 0x80 || (i == 1 && !second_fits(first, next))) {
            return 0;
        }
    }
    return length;
}

std::string clean_utf8(std::string_view bytes)
{
    std::string text;
    while (!bytes.empty()) {
        const std::size_t length = utf8_length(bytes).value_or(0);
        text += length == 0 ? replacement : bytes.substr(0, length);
        bytes.remove_prefix(length == 0 ? 1 : length);
    }
    return text;
}

std::string printable(std::string_view bytes, std::size_t characters_max)
{
    std::string text;
    for (std::size_t count = 0; !bytes.empty(); ++count) {
        if (count == characters_max) {
            return text + "…";
        }
        const std::size_t length = utf8_length(bytes).value_or(0);
        const bool is_control = (length == 1 && (byte_at(bytes, 0) < 0x20 || bytes[0] == 0x7F)) ||
                                (length == 2 && byte_at(bytes, 0) == 0xC2 && byte_at(bytes, 1) < 0xA0);
        text += length == 0 ? replacement : is_control ? std::string_view{" "} : bytes.substr(0, length);
        bytes.remove_prefix(length == 0 ? 1 : length);
    }
    return text;
}

} // namespace chatqc::app
