#include "engine/time/calendar.h"
#include "tests/engine/time_zones.h"
#include "tests/support/seed.h"

#include <doctest/doctest.h>

using namespace chatqc;
using namespace std::chrono_literals;
using engine::milliseconds;
using engine::shop_calendar;
using engine::time_point;
using test::utc;

namespace {

rules::calendar daily(std::chrono::minutes from, std::chrono::minutes to)
{
    rules::calendar result;
    result.working = {from, to};
    return result;
}

rules::calendar::exception_day
other_day(int year, unsigned month, unsigned day, rules::day_hours hours, bool closed)
{
    return {std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day), hours, closed};
}

// Shanghai wall time.
time_point cn(int year, unsigned month, unsigned day, int hour = 0, int minute = 0, int second = 0)
{
    return utc(year, month, day, hour, minute, second) - 8h;
}

} // namespace

TEST_SUITE("engine.time.calendar")
{
    TEST_CASE("hours are half-open")
    {
        const auto zone = test::shanghai();
        const auto definition = daily(8h, 23h);
        const shop_calendar shop(definition, zone);
        CHECK_FALSE(shop.working(cn(2025, 1, 6, 8) - 1ms));
        CHECK(shop.working(cn(2025, 1, 6, 8)));
        CHECK(shop.working(cn(2025, 1, 6, 23) - 1ms));
        CHECK_FALSE(shop.working(cn(2025, 1, 6, 23)));
        CHECK(shop.within({9h, 10h}, cn(2025, 1, 6, 9)));
        CHECK_FALSE(shop.within({9h, 10h}, cn(2025, 1, 6, 10)));
    }

    TEST_CASE("hours that cross midnight, and the whole day")
    {
        const auto zone = test::shanghai();
        const auto definition = daily(22h, 2h);
        const shop_calendar shop(definition, zone);
        CHECK(shop.working(cn(2025, 1, 6, 22)));
        CHECK(shop.working(cn(2025, 1, 7, 1, 59, 59)));
        CHECK_FALSE(shop.working(cn(2025, 1, 7, 2)));
        CHECK(shop.working_time(cn(2025, 1, 6), cn(2025, 1, 8)) == 8h);
        CHECK(shop.within({23h, 8h}, cn(2025, 1, 6, 7, 59)));
        CHECK_FALSE(shop.within({23h, 8h}, cn(2025, 1, 6, 8)));
        const auto whole = daily(0min, 1440min);
        CHECK(shop_calendar(whole, zone).working_time(cn(2025, 1, 6), cn(2025, 1, 8)) == 48h);
        const auto from_nine = daily(9h, 9h); // 24 hours from nine
        CHECK(shop_calendar(from_nine, zone).working_time(cn(2025, 1, 6), cn(2025, 1, 8)) == 48h);
    }

    TEST_CASE("a limit pauses overnight and ends exactly")
    {
        const auto zone = test::shanghai();
        const auto definition = daily(8h, 23h);
        const shop_calendar shop(definition, zone);
        CHECK(shop.add_working(cn(2025, 1, 6, 10), 180s) == cn(2025, 1, 6, 10, 3));
        CHECK(shop.add_working(cn(2025, 1, 6, 22, 58), 180s) == cn(2025, 1, 7, 8, 1));
        CHECK(shop.add_working(cn(2025, 1, 6, 22, 57), 180s) == cn(2025, 1, 6, 23)); // not the next morning
        CHECK(shop.add_working(cn(2025, 1, 6, 23), 1ms) == cn(2025, 1, 7, 8) + 1ms);
        CHECK(shop.add_working(cn(2025, 1, 6, 3), 180s) == cn(2025, 1, 6, 8, 3));
        CHECK(shop.working_time(cn(2025, 1, 6, 22, 58), cn(2025, 1, 7, 8, 1)) == 180s);
        CHECK(shop.working_time(cn(2025, 1, 6, 12), cn(2025, 1, 6, 12)) == 0s);
        CHECK(shop.working_time(cn(2025, 1, 6, 12), cn(2025, 1, 6, 11)) == 0s);
    }

    TEST_CASE("holidays close, other days have other hours")
    {
        const auto zone = test::shanghai();
        auto definition = daily(8h, 23h);
        definition.exceptions = {
            other_day(2025, 1, 28, {}, true),
            other_day(2025, 1, 29, {10h, 10h}, false), // from == to: closed
            other_day(2025, 1, 30, {10h, 12h}, false)};
        const shop_calendar shop(definition, zone);
        CHECK_FALSE(shop.working(cn(2025, 1, 28, 12)));
        CHECK_FALSE(shop.working(cn(2025, 1, 29, 10)));
        CHECK(shop.working(cn(2025, 1, 30, 11)));
        CHECK_FALSE(shop.working(cn(2025, 1, 30, 12)));
        CHECK(shop.working_time(cn(2025, 1, 27), cn(2025, 2, 1)) == 15h + 2h + 15h);
        CHECK(shop.add_working(cn(2025, 1, 27, 22, 59), 120s) == cn(2025, 1, 30, 10, 1));
    }

    TEST_CASE("the night before a closed day still reaches into it")
    {
        const auto zone = test::shanghai();
        auto definition = daily(20h, 4h);
        definition.exceptions = {other_day(2025, 1, 28, {}, true)};
        const shop_calendar shop(definition, zone);
        CHECK(shop.working(cn(2025, 1, 28, 3)));
        CHECK_FALSE(shop.working(cn(2025, 1, 28, 21)));
        CHECK_FALSE(shop.working(cn(2025, 1, 29, 3)));
    }

    TEST_CASE("a shop that never works has no deadline")
    {
        const auto zone = test::shanghai();
        auto definition = daily(8h, 23h);
        for (std::int32_t day = 20000; day < 20500; ++day) {
            definition.exceptions.push_back({std::chrono::sys_days{std::chrono::days{day}}, {}, true});
        }
        const shop_calendar shop(definition, zone);
        CHECK_FALSE(shop.add_working(time_point{std::chrono::days{20001}}, 1ms).has_value());
    }

    TEST_CASE("the shop-day begins at day_start")
    {
        const auto zone = test::shanghai();
        auto definition = daily(8h, 23h);
        CHECK(shop_calendar(definition, zone).day(cn(2025, 11, 11)) == engine::day_of("2025-11-11"));
        CHECK(shop_calendar(definition, zone).day(cn(2025, 11, 11) - 1ms) == engine::day_of("2025-11-10"));
        definition.day_start = 2h;
        CHECK(
            shop_calendar(definition, zone).day(cn(2025, 11, 12, 1, 59, 59)) == engine::day_of("2025-11-11")
        );
        CHECK(shop_calendar(definition, zone).day(cn(2025, 11, 12, 2)) == engine::day_of("2025-11-12"));
    }

    TEST_CASE("spring and autumn in New York")
    {
        const auto zone = test::new_york();
        const auto whole = daily(0min, 1440min);
        const shop_calendar day(whole, zone);
        CHECK(day.working_time(utc(2025, 3, 9, 5), utc(2025, 3, 10, 4)) == 23h);
        CHECK(day.day(utc(2025, 3, 10, 4) - 1ms) == engine::day_of("2025-03-09"));
        CHECK(day.day(utc(2025, 3, 10, 4)) == engine::day_of("2025-03-10"));
        const auto night = daily(1h, 3h);
        const shop_calendar shop(night, zone);
        CHECK(shop.working_time(utc(2025, 3, 9, 5), utc(2025, 3, 10, 4)) == 1h);  // 02:00–03:00 is missing
        CHECK(shop.working_time(utc(2025, 11, 2, 4), utc(2025, 11, 3, 5)) == 3h); // 01:00–02:00 comes twice
        CHECK(shop.add_working(utc(2025, 11, 2, 4), 150min) == utc(2025, 11, 2, 7, 30));
    }

    TEST_CASE("days never run backwards where the day starts in a repeated hour")
    {
        const auto zone = test::new_york();
        auto definition = daily(8h, 23h);
        definition.day_start = 90min;
        const shop_calendar shop(definition, zone);
        std::int32_t before = shop.day(utc(2025, 11, 1));
        for (time_point at = utc(2025, 11, 1); at < utc(2025, 11, 4); at += 1min) {
            const std::int32_t now = shop.day(at);
            CHECK(now >= before);
            before = now;
        }
        CHECK(shop.day(utc(2025, 11, 2, 5, 30)) == engine::day_of("2025-11-02"));
        CHECK(shop.day(utc(2025, 11, 2, 6, 10)) == engine::day_of("2025-11-02"));
    }

    TEST_CASE("day names")
    {
        CHECK(engine::day_name(0) == "1970-01-01");
        CHECK(engine::day_name(20403) == "2025-11-11");
        CHECK(engine::day_of("2025-11-11") == 20403);
        CHECK(engine::day_of("2024-02-29").has_value());
        for (const char* wrong :
             {"2025-02-29", "2025-13-01", "2025-1-01", "2025-11-1a", "", "2025/11/11", "+025-11-11"}) {
            CAPTURE(wrong);
            CHECK_FALSE(engine::day_of(wrong).has_value());
        }
    }
}

TEST_SUITE("engine.time.property")
{
    // Everything in whole minutes, so that counting minutes is exact.
    TEST_CASE("working time agrees with a walk minute by minute")
    {
        CHATQC_SEEDED(seed);
        test::random random(seed);
        const auto pick = [&random](int from, int to) { return static_cast<int>(random.between(from, to)); };
        const engine::zone_table zones[] = {
            test::shanghai(), test::new_york(), test::lord_howe(), test::kolkata()};
        const time_point starts[] = {utc(2025, 3, 7), utc(2025, 10, 3), utc(2025, 10, 31), utc(2025, 4, 4)};
        for (int round = 0; round < 60; ++round) {
            auto definition = daily(std::chrono::minutes{pick(0, 1439)}, std::chrono::minutes{pick(0, 1440)});
            const time_point start = starts[pick(0, 3)];
            for (int day = 0; day < 5; ++day) {
                if (pick(0, 2) == 0) {
                    const auto date = std::chrono::floor<std::chrono::days>(start) + std::chrono::days{day};
                    definition.exceptions.push_back(
                        {date,
                         {std::chrono::minutes{pick(0, 1439)}, std::chrono::minutes{pick(0, 1440)}},
                         pick(0, 1) == 0}
                    );
                }
            }
            const shop_calendar shop(definition, zones[pick(0, 3)]);
            const time_point from = start + std::chrono::minutes{pick(0, 2880)};
            const time_point to = from + std::chrono::minutes{pick(0, 4320)};
            milliseconds naive{0};
            for (time_point at = from; at < to; at += 1min) {
                naive += shop.working(at) ? 1min : 0min;
            }
            REQUIRE(shop.working_time(from, to) == naive);
            if (naive > 0ms) {
                const auto end = shop.add_working(from, naive);
                REQUIRE(end.has_value());
                CHECK(*end <= to);
                CHECK(shop.working_time(from, *end) == naive);
                CHECK(shop.working_time(from, *end - 1ms) < naive);
            }
        }
    }
}
