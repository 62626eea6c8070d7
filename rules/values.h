// How single values are written in rule files: numbers, durations, hours, dates. Pure text to value; who asks
// reports.
#pragma once

#include "rules/rule_set.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chatqc::rules {

// "85", "-5": decimal digits with an optional minus; nothing else (no "010", "+5", "1e3").
std::optional<std::int64_t> integer_of(std::string_view text);

// "60s", "1500ms", "3min", "24h", "7d": digits and a unit, at most 400 days.
std::optional<milliseconds> duration_of(std::string_view text);
std::string duration_text(milliseconds value); // in the largest unit that divides it

// "0.85" in percent, rounded nowhere: at most two decimals, 0 to 1.
std::optional<std::uint32_t> share_of(std::string_view text);

// "0.8", "1.25", "3" in hundredths: at most two decimals, below 1,000.
std::optional<std::uint32_t> hundredths_of(std::string_view text);

// "true" or "false".
std::optional<bool> boolean_of(std::string_view text);

// "09:00", "24:00".
std::optional<minutes> time_of_day_of(std::string_view text);
// "09:00-23:00", half-open; the second may be earlier (over midnight), not equal.
std::optional<day_hours> hours_of(std::string_view text);
std::string hours_text(const day_hours& value);

// "2025-01-06".
std::optional<std::chrono::year_month_day> date_of(std::string_view text);

using local_time = std::chrono::local_time<milliseconds>;

// "2025-01-06", "2025-01-06 10:00", "2025-01-06 10:00:15", 'T' instead of the blank.
std::optional<local_time> local_time_of(std::string_view text);

// A local time as above followed by "Z" or "+08:00": an instant.
std::optional<std::chrono::sys_time<milliseconds>> instant_of(std::string_view text);

// [A-Za-z0-9_] parts joined by '.' or '-', at most 64 bytes: ids of rules, names of packs, lists, profiles.
bool is_identifier(std::string_view text);

// The member of `known` most like `text`, or empty if none is near.
std::string nearest(std::string_view text, const std::vector<std::string>& known);
// The help for a name that is none: the nearest one that is, or, where none is near, what to do otherwise.
std::string
did_you_mean(std::string_view text, const std::vector<std::string>& known, std::string_view otherwise = {});

// Without blanks (space, tab, CR) at both ends.
std::string_view trimmed(std::string_view text);

} // namespace chatqc::rules
