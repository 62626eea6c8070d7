// A shop's working hours and days (SPEC §3 "Calendars", §4 clock profiles), evaluated in its zone.
#pragma once

#include "engine/time/zone.h"
#include "rules/rule_set.h"

namespace chatqc::engine {

class shop_calendar {
public:
    // Both must outlive the calendar.
    shop_calendar(const rules::calendar& definition, const zone_table& zone);

    // Shop-day of an instant, days since 1970-01-01; the day begins at calendar.day_start.
    [[nodiscard]] std::int32_t day(time_point at) const;
    // When a shop-day begins.
    [[nodiscard]] time_point day_begin(std::int32_t day) const;
    // Minutes since local midnight, with milliseconds.
    [[nodiscard]] milliseconds time_of_day(time_point at) const;
    // Whether the instant's local time of day lies in the half-open hours.
    [[nodiscard]] bool within(const rules::day_hours& hours, time_point at) const;
    // Whether the shop works at that instant (exceptions of the calendar considered).
    [[nodiscard]] bool working(time_point at) const;
    // Working time in [from, to); zero if to <= from.
    [[nodiscard]] milliseconds working_time(time_point from, time_point to) const;
    // The earliest instant t >= from with working_time(from, t) == amount, amount > 0. Looks at most 400 days
    // ahead; nothing if the shop does not work that much by then.
    [[nodiscard]] std::optional<time_point> add_working(time_point from, milliseconds amount) const;

private:
    const rules::calendar* definition_;
    const zone_table* zone_;
};

// "2025-11-11" of a shop-day, and back.
std::string day_name(std::int32_t day);
std::optional<std::int32_t> day_of(std::string_view name);

} // namespace chatqc::engine
