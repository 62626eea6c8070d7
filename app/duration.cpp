#include "app/duration.h"

#include "connectors/codec/timestamp.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace chatqc::app {
namespace {

using std::chrono::milliseconds;

constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> units{
    {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}}};

constexpr std::int64_t duration_ms_max = 10000LL * 86400000;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

std::optional<milliseconds> duration_of(std::string_view text)
{
    std::size_t at = 0;
    std::int64_t number = 0;
    std::int64_t scale = 1; // 10^digits after the point
    bool after_point = false;
    std::size_t digits = 0;
    for (; at < text.size() && (is_digit(text[at]) || (text[at] == '.' && !after_point)); ++at) {
        if (text[at] == '.') {
            after_point = true;
            continue;
        }
        number = number * 10 + (text[at] - '0');
        scale *= after_point ? 10 : 1;
        if (++digits > 12) {
            return std::nullopt;
        }
    }
    if (digits == 0) {
        return std::nullopt;
    }
    for (const auto& [name, factor] : units) {
        if (text.substr(at) == name) {
            if (number > duration_ms_max / factor) {
                return std::nullopt;
            }
            const std::int64_t scaled = number * factor;
            // A fraction below a millisecond is a mistake, not a duration to round.
            if (scaled % scale != 0) {
                return std::nullopt;
            }
            return milliseconds{scaled / scale};
        }
    }
    return std::nullopt;
}

std::string duration_text(milliseconds value)
{
    for (auto unit = units.rbegin(); unit != units.rend(); ++unit) {
        if (value.count() != 0 && value.count() % unit->second == 0) {
            return std::to_string(value.count() / unit->second) + std::string{unit->first};
        }
    }
    return "0ms";
}

std::optional<std::chrono::sys_time<std::chrono::milliseconds>> time_of(std::string_view text)
{
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (!text.empty() && read.ec == std::errc{} && read.ptr == text.data() + text.size()) {
        return std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{number}};
    }
    return connectors::parse_rfc3339(text);
}

} // namespace chatqc::app
