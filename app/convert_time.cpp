#include "app/convert_time.h"

#include "app/trimmed.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <utility>

namespace chatqc::app {
namespace {

using engine::milliseconds;

constexpr std::int64_t day_ms = 86400000;
constexpr std::int64_t excel_epoch_day = 25569; // 1970-01-01 as a serial number

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::int64_t number_of(std::string_view digits)
{
    std::int64_t value = 0;
    for (const char c : digits.substr(0, 18)) {
        value = value * 10 + (c - '0');
    }
    return value;
}

// The first `places` digits after a point, as a whole number of 10^-places.
std::int64_t fraction(std::string_view digits, std::size_t places)
{
    std::string padded{digits.substr(0, places)};
    padded.resize(places, '0');
    return number_of(padded);
}

// Reads a text from its start; everything it is asked for is either taken or left.
class scanner {
public:
    explicit scanner(std::string_view text) : rest_{text} {}

    std::optional<std::int64_t> number(std::size_t digits_max)
    {
        std::size_t count = 0;
        while (count < rest_.size() && count < digits_max && is_digit(rest_[count])) {
            ++count;
        }
        if (count == 0) {
            return std::nullopt;
        }
        const std::int64_t value = number_of(rest_.substr(0, count));
        rest_.remove_prefix(count);
        return value;
    }

    bool take(std::string_view token)
    {
        if (!rest_.starts_with(token)) {
            return false;
        }
        rest_.remove_prefix(token.size());
        return true;
    }

    template <std::size_t N> bool take_any(const std::array<std::string_view, N>& tokens)
    {
        return std::any_of(tokens.begin(), tokens.end(), [this](std::string_view token) {
            return take(token);
        });
    }

    void blanks()
    {
        while (take(" ") || take("\t") || take("\xC2\xA0") || take("\xE3\x80\x80")) {
        }
    }

    std::string_view digits()
    {
        std::size_t count = 0;
        while (count < rest_.size() && is_digit(rest_[count])) {
            ++count;
        }
        const std::string_view taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

constexpr std::array<std::string_view, 5> date_separators{"-", "/", ".", "年", "月"};
constexpr std::array<std::string_view, 3> hour_separators{":", "：", "时"};
constexpr std::array<std::string_view, 3> minute_separators{":", "：", "分"};
constexpr std::array<std::string_view, 3> morning{"上午", "AM", "am"};
constexpr std::array<std::string_view, 3> afternoon{"下午", "PM", "pm"};

std::optional<milliseconds> date(scanner& in, time_style style)
{
    std::array<std::int64_t, 3> parts{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i != 0 && !in.take_any(date_separators)) {
            return std::nullopt;
        }
        const auto part = in.number(4);
        if (!part) {
            return std::nullopt;
        }
        parts[i] = *part;
    }
    in.take("日");
    if (style == time_style::day_month_year) {
        parts = {parts[2], parts[1], parts[0]};
    } else if (style == time_style::month_day_year) {
        parts = {parts[2], parts[0], parts[1]};
    }
    const std::chrono::year_month_day day{
        std::chrono::year{static_cast<int>(parts[0])},
        std::chrono::month{static_cast<unsigned>(parts[1])},
        std::chrono::day{static_cast<unsigned>(parts[2])}};
    if (!day.ok() || parts[0] < 1900) {
        return std::nullopt;
    }
    return std::chrono::sys_days{day}.time_since_epoch();
}

// Half days around the clock: 12 is the first hour of each half.
std::int64_t hour_of_day(std::int64_t hour, bool is_morning, bool is_afternoon)
{
    if (is_morning && hour == 12) {
        return 0;
    }
    return is_afternoon && hour < 12 ? hour + 12 : hour;
}

std::optional<milliseconds> time_of_day(scanner& in)
{
    bool is_morning = in.take_any(morning);
    bool is_afternoon = !is_morning && in.take_any(afternoon);
    in.blanks();
    const auto hour = in.number(2);
    if (!hour || !in.take_any(hour_separators)) {
        return std::nullopt;
    }
    const auto minute = in.number(2);
    std::int64_t second = 0;
    std::int64_t millisecond = 0;
    if (minute && in.take_any(minute_separators)) {
        second = in.number(2).value_or(0);
        in.take("秒");
        if (in.take(".") || in.take(",")) {
            millisecond = fraction(in.digits(), 3);
        }
    }
    in.blanks();
    is_morning = is_morning || in.take_any(morning);
    is_afternoon = is_afternoon || in.take_any(afternoon);
    if (!minute || *hour > 23 || *minute > 59 || second > 59) {
        return std::nullopt;
    }
    const std::int64_t hours = hour_of_day(*hour, is_morning, is_afternoon);
    return milliseconds{((hours * 60 + *minute) * 60 + second) * 1000 + millisecond};
}

// "Z", "UTC", "+08:00", "+0800", "+08"; nothing if there is none.
std::optional<milliseconds> zone_offset(scanner& in)
{
    in.blanks();
    if (in.take("Z") || in.take("z") || in.take("UTC")) {
        return milliseconds{0};
    }
    const bool is_east = in.take("+");
    if (!is_east && !in.take("-")) {
        return std::nullopt;
    }
    const std::int64_t hours = in.number(2).value_or(0);
    in.take(":");
    const std::int64_t minutes = in.number(2).value_or(0);
    const milliseconds offset{(hours * 60 + minutes) * 60000};
    return is_east ? offset : -offset;
}

std::optional<written_time> date_and_time(std::string_view text, time_style style)
{
    scanner in{text};
    const auto day = date(in, style);
    if (!day) {
        return std::nullopt;
    }
    in.take("T");
    in.blanks();
    if (in.at_end()) {
        return written_time{*day, true};
    }
    const auto clock = time_of_day(in);
    if (!clock) {
        return std::nullopt;
    }
    const auto offset = zone_offset(in);
    if (!in.at_end()) {
        return std::nullopt;
    }
    return written_time{*day + *clock - offset.value_or(milliseconds{0}), !offset};
}

// 20251111, 20251111101015, 20251111101015123
std::optional<written_time> packed(std::string_view digits)
{
    std::string spelled{digits.substr(0, 4)};
    const std::array<std::pair<std::size_t, std::string_view>, 5> pieces{
        {{4, "-"}, {6, "-"}, {8, " "}, {10, ":"}, {12, ":"}}};
    for (const auto& [at, separator] : pieces) {
        if (at < digits.size()) {
            spelled.append(separator).append(digits.substr(at, 2));
        }
    }
    if (digits.size() > 14) {
        spelled.append(".").append(digits.substr(14));
    }
    return date_and_time(spelled, time_style::automatic);
}

// A serial number has no finer grain than its digits: within 50 ms of a whole second, that second is meant.
written_time from_serial(std::string_view whole, std::string_view fractional)
{
    constexpr std::size_t places = 10;
    constexpr std::int64_t scale = 10'000'000'000;
    std::int64_t within_day = fraction(fractional, places) * (day_ms / 1000) / (scale / 1000);
    const std::int64_t nearest = (within_day + 500) / 1000 * 1000;
    if (std::abs(nearest - within_day) <= 50) {
        within_day = nearest;
    }
    return {milliseconds{(number_of(whole) - excel_epoch_day) * day_ms + within_day}, true};
}

std::optional<written_time> plain_number(std::string_view text, time_style style)
{
    const auto point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view after = point == std::string_view::npos ? "" : text.substr(point + 1);
    if (style == time_style::automatic) {
        switch (whole.size()) {
        case 5:
            style = time_style::excel;
            break;
        case 10:
            style = time_style::epoch_seconds;
            break;
        case 13:
            style = time_style::epoch_milliseconds;
            break;
        case 8:
        case 14:
        case 17:
            return after.empty() ? packed(whole) : std::nullopt;
        default:
            return std::nullopt;
        }
    }
    switch (style) {
    case time_style::epoch_seconds:
        return written_time{milliseconds{number_of(whole) * 1000 + fraction(after, 3)}, false};
    case time_style::epoch_milliseconds:
        return written_time{milliseconds{number_of(whole)}, false};
    case time_style::excel:
        return whole.size() <= 6 ? std::optional{from_serial(whole, after)} : std::nullopt;
    default:
        return std::nullopt;
    }
}

bool is_plain_number(std::string_view text)
{
    const auto point = text.find('.');
    return all_digits(text.substr(0, point)) &&
           (point == std::string_view::npos || all_digits(text.substr(point + 1))) && text.size() <= 30;
}

} // namespace

std::optional<time_style> time_style_of(std::string_view name)
{
    constexpr std::array<std::pair<std::string_view, time_style>, 6> names{
        {{"auto", time_style::automatic},
         {"dmy", time_style::day_month_year},
         {"mdy", time_style::month_day_year},
         {"epoch_s", time_style::epoch_seconds},
         {"epoch_ms", time_style::epoch_milliseconds},
         {"excel", time_style::excel}}};
    for (const auto& [known, style] : names) {
        if (known == name) {
            return style;
        }
    }
    return std::nullopt;
}

std::optional<written_time> read_time(std::string_view text, time_style style, std::string& problem)
{
    text = trimmed(text);
    std::optional<written_time> read;
    if (is_plain_number(text)) {
        read = plain_number(text, style);
    } else if (style <= time_style::month_day_year) {
        read = date_and_time(text, style);
    }
    if (read) {
        return read;
    }
    const bool shortened = text.find("E+") != std::string_view::npos && is_digit(text.front());
    problem = text.empty() ? "the time is missing"
              : shortened  ? "the time was shortened by the spreadsheet; export that column as text"
                           : "this is no time that is understood: " + std::string{text.substr(0, 40)};
    return std::nullopt;
}

engine::time_point to_utc(const written_time& written, const engine::zone_table& zone)
{
    return written.is_local ? zone.utc(written.since_1970) : engine::time_point{written.since_1970};
}

} // namespace chatqc::app
