#include "rules/values.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace chatqc::rules {

namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_all_digits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// Exactly `digits` digits.
std::optional<int> fixed_number(std::string_view text, std::size_t digits)
{
    if (text.size() != digits || !is_all_digits(text))
        return std::nullopt;
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

struct unit {
    std::string_view name;
    std::int64_t milliseconds;
};

constexpr std::array<unit, 5> units{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"min", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::int64_t duration_max = std::int64_t{400} * 86'400'000;

std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            diagonal = above;
        }
    }
    return row.back();
}

} // namespace

std::optional<std::int64_t> integer_of(std::string_view text)
{
    const std::string_view digits = text.substr(text.substr(0, 1) == "-" ? 1 : 0);
    if (!is_all_digits(digits) || digits.size() > 15 || (digits.size() > 1 && digits.front() == '0'))
        return std::nullopt;
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::optional<milliseconds> duration_of(std::string_view text)
{
    const std::size_t digits =
        static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
    if (digits == 0 || digits > 12)
        return std::nullopt;
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + digits, value);
    for (const unit& each : units)
        if (text.substr(digits) == each.name && value <= duration_max / each.milliseconds)
            return milliseconds(value * each.milliseconds);
    return std::nullopt;
}

std::string duration_text(milliseconds value)
{
    // "90s" and "100s" are what people say, so minutes and up only from two of them on.
    for (const unit& each : units) {
        const std::int64_t least = each.milliseconds > 1'000 ? 2 * each.milliseconds : 0;
        if (value.count() % each.milliseconds == 0 && value.count() >= least)
            return std::to_string(value.count() / each.milliseconds) + std::string(each.name);
    }
    return std::to_string(value.count()) + "ms";
}

std::optional<std::uint32_t> share_of(std::string_view text)
{
    if (text == "1" || text == "1.0" || text == "1.00")
        return 100;
    if (text.substr(0, 2) != "0." || text.size() > 4 || !is_all_digits(text.substr(2)))
        return std::nullopt;
    std::uint32_t value = 0;
    std::from_chars(text.data() + 2, text.data() + text.size(), value);
    return text.size() == 3 ? value * 10 : value;
}

std::optional<std::uint32_t> hundredths_of(std::string_view text)
{
    const std::size_t dot = text.find('.');
    const auto whole = integer_of(text.substr(0, dot));
    std::string decimals(dot == std::string_view::npos ? "00" : text.substr(dot + 1));
    if (!whole || *whole < 0 || *whole >= 1'000 || text.starts_with('-') || !is_all_digits(decimals) ||
        decimals.size() > 2)
        return std::nullopt;
    decimals.resize(2, '0');
    return static_cast<std::uint32_t>(*whole) * 100 + static_cast<std::uint32_t>(*fixed_number(decimals, 2));
}

std::optional<bool> boolean_of(std::string_view text)
{
    if (text == "true")
        return true;
    if (text == "false")
        return false;
    return std::nullopt;
}

std::optional<minutes> time_of_day_of(std::string_view text)
{
    if (text.size() != 5 || text[2] != ':')
        return std::nullopt;
    const auto hour = fixed_number(text.substr(0, 2), 2);
    const auto minute = fixed_number(text.substr(3), 2);
    if (!hour || !minute || *minute > 59 || *hour * 60 + *minute > 1440)
        return std::nullopt;
    return minutes(*hour * 60 + *minute);
}

std::optional<day_hours> hours_of(std::string_view text)
{
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos)
        return std::nullopt;
    const auto from = time_of_day_of(trimmed(text.substr(0, dash)));
    const auto to = time_of_day_of(trimmed(text.substr(dash + 1)));
    if (!from || !to || *from == *to || *from == minutes(1440))
        return std::nullopt;
    return day_hours{*from, *to};
}

std::string hours_text(const day_hours& value)
{
    const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    const auto time = [&](minutes m) { return two(m.count() / 60) + ":" + two(m.count() % 60); };
    return time(value.from) + "-" + time(value.to);
}

std::optional<std::chrono::year_month_day> date_of(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return std::nullopt;
    const auto year = fixed_number(text.substr(0, 4), 4);
    const auto month = fixed_number(text.substr(5, 2), 2);
    const auto day = fixed_number(text.substr(8), 2);
    if (!year || !month || !day || *year < 2000)
        return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year(*year),
        std::chrono::month(static_cast<unsigned>(*month)),
        std::chrono::day(static_cast<unsigned>(*day))};
    return date.ok() ? std::optional(date) : std::nullopt;
}

std::optional<local_time> local_time_of(std::string_view text)
{
    const auto date = date_of(text.substr(0, 10));
    if (!date)
        return std::nullopt;
    local_time result = std::chrono::local_days(*date);
    if (text.size() == 10)
        return result;
    if (text[10] != ' ' && text[10] != 'T')
        return std::nullopt;
    const std::string_view clock = text.substr(11);
    const auto time = time_of_day_of(clock.substr(0, 5));
    if (!time || *time == minutes(1440))
        return std::nullopt;
    result += *time;
    if (clock.size() == 5)
        return result;
    const auto second =
        clock.size() == 8 && clock[5] == ':' ? fixed_number(clock.substr(6), 2) : std::nullopt;
    if (!second || *second > 59)
        return std::nullopt;
    return result + std::chrono::seconds(*second);
}

std::optional<std::chrono::sys_time<milliseconds>> instant_of(std::string_view text)
{
    minutes offset{0};
    if (text.ends_with('Z')) {
        text.remove_suffix(1);
    } else {
        if (text.size() < 16)
            return std::nullopt;
        const std::string_view zone = text.substr(text.size() - 6);
        const auto time = time_of_day_of(zone.substr(1));
        if ((zone[0] != '+' && zone[0] != '-') || !time || *time > std::chrono::hours(14))
            return std::nullopt;
        offset = zone[0] == '+' ? *time : -*time;
        text.remove_suffix(6);
    }
    const auto local = local_time_of(text);
    if (!local)
        return std::nullopt;
    return std::chrono::sys_time<milliseconds>(local->time_since_epoch() - offset);
}

bool is_identifier(std::string_view text)
{
    if (text.empty() || text.size() > 64)
        return false;
    bool after_separator = true; // none at the start, none doubled
    for (const char c : text) {
        const bool separator = c == '.' || c == '-';
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
        if (!(letter || (separator && !after_separator)))
            return false;
        after_separator = separator;
    }
    return !after_separator;
}

std::string nearest(std::string_view text, const std::vector<std::string>& known)
{
    std::string best;
    if (text.size() > 64)
        return best;
    std::size_t least = 1 + std::max<std::size_t>(1, text.size() / 3);
    for (const std::string& each : known) {
        if (each.size() > 64)
            continue;
        const std::size_t distance = edit_distance(text, each);
        if (distance < least) {
            least = distance;
            best = each;
        }
    }
    return best;
}

std::string
did_you_mean(std::string_view text, const std::vector<std::string>& known, std::string_view otherwise)
{
    const std::string near = nearest(text, known);
    return near.empty() ? std::string(otherwise) : "did you mean `" + near + "`?";
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

} // namespace chatqc::rules
