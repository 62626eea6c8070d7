#include "connectors/codec/timestamp.h"

namespace chatqc::connectors {

namespace {

using std::chrono::milliseconds;

// Reads exactly `digits` digits at the front of `text` and removes them; -1 if they are not there.
int take_number(std::string_view& text, std::size_t digits)
{
    if (text.size() < digits) {
        return -1;
    }
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        const char c = text[i];
        if (c < '0' || c > '9') {
            return -1;
        }
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, std::string_view any_of)
{
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

// The fraction behind the point, in milliseconds, the rest cut off; -1 if there is no digit.
int take_fraction(std::string_view& text)
{
    int value = 0;
    std::size_t digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (digits < 3) {
            value = value * 10 + (text.front() - '0');
        }
        ++digits;
        text.remove_prefix(1);
    }
    if (digits == 0) {
        return -1;
    }
    for (; digits < 3; ++digits) {
        value *= 10;
    }
    return value;
}

// The zone, which must be all that is left.
std::optional<std::chrono::minutes> take_zone(std::string_view text)
{
    if (text.size() == 1 && take(text, "Zz")) {
        return std::chrono::minutes{0};
    }
    const bool west = !text.empty() && text.front() == '-';
    if (!take(text, "+-")) {
        return std::nullopt;
    }
    const int hours = take_number(text, 2);
    if (hours < 0 || hours > 23 || !take(text, ":")) {
        return std::nullopt;
    }
    const int minutes = take_number(text, 2);
    if (minutes < 0 || minutes > 59 || !text.empty()) {
        return std::nullopt;
    }
    const std::chrono::minutes offset{hours * 60 + minutes};
    return west ? -offset : offset;
}

std::optional<milliseconds> take_time_of_day(std::string_view& text)
{
    const int hour = take_number(text, 2);
    if (hour < 0 || hour > 23 || !take(text, ":")) {
        return std::nullopt;
    }
    const int minute = take_number(text, 2);
    if (minute < 0 || minute > 59 || !take(text, ":")) {
        return std::nullopt;
    }
    const int second = take_number(text, 2);
    if (second < 0 || second > 60) {
        return std::nullopt;
    }
    int fraction = 0;
    if (take(text, ".")) {
        fraction = take_fraction(text);
        if (fraction < 0) {
            return std::nullopt;
        }
    }
    return std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second} +
           milliseconds{fraction};
}

} // namespace

std::optional<engine::time_point> parse_rfc3339(std::string_view text)
{
    const int year = take_number(text, 4);
    if (year < 0 || !take(text, "-")) {
        return std::nullopt;
    }
    const int month = take_number(text, 2);
    if (month < 0 || !take(text, "-")) {
        return std::nullopt;
    }
    const int day = take_number(text, 2);
    const std::chrono::year_month_day date{
        std::chrono::year{year},
        std::chrono::month{static_cast<unsigned>(month)},
        std::chrono::day{static_cast<unsigned>(day < 0 ? 0 : day)}};
    if (!date.ok() || !take(text, "Tt ")) {
        return std::nullopt;
    }
    const auto time_of_day = take_time_of_day(text);
    if (!time_of_day) {
        return std::nullopt;
    }
    const auto zone = take_zone(text);
    if (!zone) {
        return std::nullopt;
    }
    return engine::time_point{std::chrono::sys_days{date}} + *time_of_day - *zone;
}

} // namespace chatqc::connectors
