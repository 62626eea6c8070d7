#include "rules/source_text.h"

#include <algorithm>
#include <array>

namespace chatqc::rules {

namespace {

bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0U) == 0x80U;
}

// Length of the well-formed sequence at the start of `text`, or 0.
std::size_t sequence_length(std::string_view text)
{
    const auto at = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : static_cast<unsigned char>(0);
    };
    const unsigned char lead = at(0);
    if (lead < 0x80U)
        return 1;
    if (lead >= 0xC2U && lead <= 0xDFU)
        return is_continuation(at(1)) ? 2 : 0;
    if (lead >= 0xE0U && lead <= 0xEFU) {
        const bool overlong = lead == 0xE0U && at(1) < 0xA0U;
        const bool surrogate = lead == 0xEDU && at(1) > 0x9FU;
        return is_continuation(at(1)) && is_continuation(at(2)) && !overlong && !surrogate ? 3 : 0;
    }
    if (lead >= 0xF0U && lead <= 0xF4U) {
        const bool overlong = lead == 0xF0U && at(1) < 0x90U;
        const bool beyond = lead == 0xF4U && at(1) > 0x8FU;
        return is_continuation(at(1)) && is_continuation(at(2)) && is_continuation(at(3)) && !overlong &&
                       !beyond
                   ? 4
                   : 0;
    }
    return 0;
}

struct interval {
    char32_t from, to; // inclusive
};

// Unicode 14 East Asian Width W and F, joined where only unassigned code points lie between, and emoji
// presentation.
constexpr std::array wide{
    interval{0x1100, 0x115F},   interval{0x231A, 0x231B},   interval{0x2329, 0x232A},
    interval{0x23E9, 0x23EC},   interval{0x23F0, 0x23F0},   interval{0x23F3, 0x23F3},
    interval{0x25FD, 0x25FE},   interval{0x2614, 0x2615},   interval{0x2648, 0x2653},
    interval{0x267F, 0x267F},   interval{0x2693, 0x2693},   interval{0x26A1, 0x26A1},
    interval{0x26AA, 0x26AB},   interval{0x26BD, 0x26BE},   interval{0x26C4, 0x26C5},
    interval{0x26CE, 0x26CE},   interval{0x26D4, 0x26D4},   interval{0x26EA, 0x26EA},
    interval{0x26F2, 0x26F5},   interval{0x26FA, 0x26FD},   interval{0x2705, 0x2705},
    interval{0x270A, 0x270B},   interval{0x2728, 0x2728},   interval{0x274C, 0x274E},
    interval{0x2753, 0x2757},   interval{0x2795, 0x2797},   interval{0x27B0, 0x27BF},
    interval{0x2B1B, 0x2B1C},   interval{0x2B50, 0x2B55},   interval{0x2E80, 0x303E},
    interval{0x3041, 0x33FF},   interval{0x3400, 0x4DBF},   interval{0x4E00, 0xA4CF},
    interval{0xA960, 0xA97F},   interval{0xAC00, 0xD7A3},   interval{0xF900, 0xFAFF},
    interval{0xFE10, 0xFE19},   interval{0xFE30, 0xFE6F},   interval{0xFF01, 0xFF60},
    interval{0xFFE0, 0xFFE6},   interval{0x16FE0, 0x18D08}, interval{0x1AFF0, 0x1B2FB},
    interval{0x1F004, 0x1F004}, interval{0x1F0CF, 0x1F0CF}, interval{0x1F18E, 0x1F19A},
    interval{0x1F200, 0x1F320}, interval{0x1F32D, 0x1F3F0}, interval{0x1F3F4, 0x1F4FC},
    interval{0x1F4FF, 0x1F53D}, interval{0x1F54B, 0x1F567}, interval{0x1F57A, 0x1F5A4},
    interval{0x1F5FB, 0x1F64F}, interval{0x1F680, 0x1F6FC}, interval{0x1F7E0, 0x1F7EB},
    interval{0x1F90C, 0x1FAF6}, interval{0x20000, 0x3FFFD},
};

// Combining marks and format characters that take no cell; enough for a caret line, not a full table.
constexpr std::array zero{
    interval{0x0300, 0x036F},
    interval{0x200B, 0x200F},
    interval{0x202A, 0x202E},
    interval{0x2060, 0x2064},
    interval{0x20D0, 0x20F0},
    interval{0xFE00, 0xFE0F},
    interval{0xFE20, 0xFE2F},
    interval{0xFEFF, 0xFEFF},
    interval{0xE0001, 0xE01EF},
};

template <std::size_t N> bool holds(const std::array<interval, N>& table, char32_t character)
{
    const auto after =
        std::upper_bound(table.begin(), table.end(), character, [](char32_t c, const interval& i) {
            return c < i.from;
        });
    return after != table.begin() && character <= std::prev(after)->to;
}

} // namespace

bool is_valid_utf8(std::string_view text, std::size_t* valid_bytes)
{
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t length = sequence_length(text.substr(at, 4));
        if (length == 0)
            break;
        at += length;
    }
    if (valid_bytes != nullptr)
        *valid_bytes = at;
    return at == text.size();
}

std::size_t count_characters(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return !is_continuation(static_cast<unsigned char>(c));
    }));
}

char32_t first_character(std::string_view text, std::size_t& bytes)
{
    const auto lead = static_cast<unsigned char>(text.front());
    bytes = std::max<std::size_t>(1, sequence_length(text));
    if (bytes == 1)
        return lead;
    char32_t value = lead & (0x7FU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i)
        value = (value << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    return value;
}

std::size_t display_width(std::string_view text)
{
    std::size_t cells = 0;
    while (!text.empty()) {
        std::size_t bytes = 0;
        const char32_t character = first_character(text, bytes);
        if (!holds(zero, character))
            cells += holds(wide, character) ? 2U : 1U;
        text.remove_prefix(bytes);
    }
    return cells;
}

source_text::source_text(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text))
{
    starts_.push_back(0);
    for (std::size_t i = 0; i < text_.size(); ++i)
        if (text_[i] == '\n')
            starts_.push_back(i + 1);
}

source_text::spot source_text::locate(std::size_t offset) const
{
    offset = std::min(offset, text_.size());
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
    const std::size_t start = *std::prev(after);
    spot result;
    result.line = static_cast<std::uint32_t>(after - starts_.begin());
    result.column = static_cast<std::uint32_t>(
        1 + count_characters(std::string_view(text_).substr(start, offset - start))
    );
    return result;
}

std::string_view source_text::line(std::uint32_t number) const
{
    if (number == 0 || number > starts_.size())
        return {};
    const std::size_t start = starts_[number - 1];
    const std::size_t end = number < starts_.size() ? starts_[number] - 1 : text_.size();
    std::string_view result = std::string_view(text_).substr(start, end - start);
    if (!result.empty() && result.back() == '\r')
        result.remove_suffix(1);
    return result;
}

} // namespace chatqc::rules
