#include "engine/detect/promise_ledger.h"

#include "engine/detect/content.h"
#include "engine/detect/innocence.h"
#include "engine/detect/substance.h"
#include "engine/text/time_phrases.h"

#include <algorithm>

namespace chatqc::engine {

namespace {

constexpr std::int32_t days_a_week = 7;

// 0 is Monday; 1970-01-01 was a Thursday.
std::int32_t weekday_of(std::int32_t day)
{
    return ((day + 3) % days_a_week + days_a_week) % days_a_week;
}

std::int32_t after_working_days(std::int32_t day, std::uint32_t count)
{
    constexpr std::int32_t saturday = 5;
    while (count > 0)
        if (weekday_of(++day) < saturday)
            --count;
    return day;
}

std::int32_t next_weekday(std::int32_t today, std::uint32_t weekday)
{
    const auto monday = today - weekday_of(today);
    const auto day = monday + static_cast<std::int32_t>(weekday);
    return day < today ? day + days_a_week : day;
}

std::int32_t next_date(std::int32_t today, std::uint32_t date)
{
    const auto year = std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{today}}}.year();
    for (auto each = year;; ++each) {
        const std::chrono::year_month_day wanted{
            each, std::chrono::month{date / 100}, std::chrono::day{date % 100}};
        const auto day = std::chrono::sys_days{wanted}.time_since_epoch().count();
        if (wanted.ok() && day >= today)
            return static_cast<std::int32_t>(day);
    }
}

// The instant by which it is to be kept, if it is said at `said`: the end of a day, if a day is named.
time_point due_time(const time_phrase& phrase, const shop_calendar& calendar, time_point said)
{
    if (phrase.unit == time_unit::minutes)
        return said + std::chrono::minutes{phrase.amount};
    const auto today = calendar.day(said);
    const auto last_day = [&] {
        switch (phrase.unit) {
        case time_unit::working_days:
            return after_working_days(today, phrase.amount);
        case time_unit::weekday:
            return next_weekday(today, phrase.amount);
        case time_unit::date:
            return next_date(today, phrase.amount);
        default:
            return today + static_cast<std::int32_t>(phrase.amount);
        }
    };
    return calendar.day_begin(last_day() + 1);
}

span span_of(const time_phrase& phrase, const moment& now)
{
    const auto words = now.value.text.substr(phrase.begin, phrase.end - phrase.begin);
    return {std::string{now.value.id}, phrase.begin, phrase.end, std::string{words}, false};
}

} // namespace

std::optional<receipt> detect_dated_promise(
    const judgement& judge,
    const rules::rule& one,
    const rules::promise_ledger_detector& detect,
    const moment& now
)
{
    if (is_approved(now))
        return std::nullopt;
    const auto promised = list_spans(judge, one, detect.list, now);
    if (promised.empty())
        return std::nullopt;
    receipt made;
    bool is_plain = false;
    const auto dated = find_time_phrases(normal_of(now.value.text));
    for (const auto& each : promised) {
        bool has_time = false;
        for (const auto& phrase : dated) {
            if (characters_between(now.value.text, each, phrase) > detect.apart)
                continue;
            has_time = true;
            const auto due = due_time(phrase, judge.plan().calendar, now.value.ts);
            made.due = std::min(made.due.value_or(due), due);
            made.spans.push_back(span_of(phrase, now));
        }
        if (!has_time)
            continue;
        is_plain = is_plain || !each.disguised;
        made.spans.push_back(each);
    }
    if (made.spans.empty())
        return std::nullopt;
    made.evasion = !is_plain;
    order_spans(made.spans);
    made.messages.emplace_back(now.value.id);
    return made;
}

} // namespace chatqc::engine
