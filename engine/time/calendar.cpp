#include "engine/time/calendar.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace chatqc::engine {

namespace {

using std::chrono::days;

constexpr milliseconds day_length = days{1};
constexpr std::int32_t search_days_max = 400;

// Local wall time, half-open.
struct wall_range {
    milliseconds from{0}, until{0};
};

bool crosses_midnight(const rules::day_hours& hours)
{
    return hours.to <= hours.from;
}

std::int32_t day_number(milliseconds wall)
{
    return static_cast<std::int32_t>(std::chrono::floor<days>(wall).count());
}

const rules::calendar::exception_day* exception_of(const rules::calendar& definition, std::int32_t date)
{
    const auto wanted = std::chrono::sys_days{days{date}};
    const auto found = std::lower_bound(
        definition.exceptions.begin(),
        definition.exceptions.end(),
        wanted,
        [](const rules::calendar::exception_day& entry, std::chrono::sys_days value) {
            return std::chrono::sys_days{entry.date} < value;
        }
    );
    if (found == definition.exceptions.end() || std::chrono::sys_days{found->date} != wanted) {
        return nullptr;
    }
    return &*found;
}

// The working hours that begin on a local date; those that cross midnight reach into the next one. Empty:
// closed.
wall_range hours_of(const rules::calendar& definition, std::int32_t date)
{
    const milliseconds midnight = days{date};
    const rules::day_hours* hours = &definition.working;
    if (const auto* other = exception_of(definition, date)) {
        if (other->closed || other->working.from == other->working.to) {
            return {midnight, midnight};
        }
        hours = &other->working;
    }
    const milliseconds end = hours->to + (crosses_midnight(*hours) ? day_length : milliseconds{0});
    return {midnight + hours->from, midnight + end};
}

// Calls `visit(from, until)` with the stretches of UTC in [from, until) in which the shop works, in order,
// touching or not but never overlapping, until it returns false. Goes through one offset at a time: inside a
// stretch of equal offset local time is a straight line, so gaps and repeated hours need no case of their
// own.
template <class Visit>
void walk_working(
    const rules::calendar& definition,
    const zone_table& zone,
    time_point from,
    time_point until,
    Visit&& visit
)
{
    while (from < until) {
        const auto here = zone.around(from);
        const time_point end = std::min(until, here.until);
        const milliseconds wall_from = from.time_since_epoch() + here.offset;
        const milliseconds wall_end = end.time_since_epoch() + here.offset;
        milliseconds done = wall_from; // yesterday's hours may reach into today's
        for (std::int32_t date = day_number(wall_from) - 1; days{date} < wall_end; ++date) {
            const wall_range hours = hours_of(definition, date);
            const milliseconds begin = std::max(hours.from, done);
            const milliseconds stop = std::min(hours.until, wall_end);
            if (begin >= stop) {
                continue;
            }
            done = stop;
            if (!visit(time_point{begin - here.offset}, time_point{stop - here.offset})) {
                return;
            }
        }
        from = end;
    }
}

} // namespace

shop_calendar::shop_calendar(const rules::calendar& definition, const zone_table& zone)
    : definition_(&definition), zone_(&zone)
{
}

std::int32_t shop_calendar::day(time_point at) const
{
    const std::int32_t day = day_number(zone_->local(at) - definition_->day_start);
    // Where an hour is repeated, local time runs through the day's start twice: the first pass counts, so
    // that days never run backwards.
    return at >= day_begin(day + 1) ? day + 1 : day;
}

time_point shop_calendar::day_begin(std::int32_t day) const
{
    return zone_->utc(days{day} + definition_->day_start);
}

milliseconds shop_calendar::time_of_day(time_point at) const
{
    const milliseconds wall = zone_->local(at);
    return wall - std::chrono::floor<days>(wall);
}

bool shop_calendar::within(const rules::day_hours& hours, time_point at) const
{
    const milliseconds now = time_of_day(at);
    if (crosses_midnight(hours)) {
        return now >= hours.from || now < hours.to;
    }
    return now >= hours.from && now < hours.to;
}

bool shop_calendar::working(time_point at) const
{
    const milliseconds wall = zone_->local(at);
    const std::int32_t today = day_number(wall);
    for (const std::int32_t date : {today - 1, today}) {
        const wall_range hours = hours_of(*definition_, date);
        if (wall >= hours.from && wall < hours.until) {
            return true;
        }
    }
    return false;
}

milliseconds shop_calendar::working_time(time_point from, time_point to) const
{
    milliseconds sum{0};
    walk_working(*definition_, *zone_, from, to, [&sum](time_point begin, time_point end) {
        sum += end - begin;
        return true;
    });
    return sum;
}

std::optional<time_point> shop_calendar::add_working(time_point from, milliseconds amount) const
{
    std::optional<time_point> result;
    walk_working(
        *definition_,
        *zone_,
        from,
        from + days{search_days_max},
        [&result, &amount](time_point begin, time_point end) {
            if (end - begin >= amount) {
                result = begin + amount;
                return false;
            }
            amount -= end - begin;
            return true;
        }
    );
    return result;
}

std::string day_name(std::int32_t day)
{
    const std::chrono::year_month_day date{std::chrono::sys_days{days{day}}};
    char text[32];
    const int length = std::snprintf(
        text,
        sizeof text,
        "%04d-%02u-%02u",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day())
    );
    return std::string(text, static_cast<std::size_t>(length));
}

std::optional<std::int32_t> day_of(std::string_view name)
{
    if (name.size() != 10 || name[4] != '-' || name[7] != '-') {
        return std::nullopt;
    }
    const auto number = [name](std::size_t at, std::size_t length) -> std::optional<unsigned> {
        unsigned value = 0;
        const char* begin = name.data() + at;
        const auto read = std::from_chars(begin, begin + length, value);
        if (read.ec != std::errc{} || read.ptr != begin + length) {
            return std::nullopt;
        }
        return value;
    };
    const auto year = number(0, 4);
    const auto month = number(5, 2);
    const auto day = number(8, 2);
    if (!year || !month || !day) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{
        std::chrono::year{static_cast<int>(*year)}, std::chrono::month{*month}, std::chrono::day{*day}};
    if (!date.ok()) {
        return std::nullopt;
    }
    return static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count());
}

} // namespace chatqc::engine
