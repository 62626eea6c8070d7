#include "engine/time/zone.h"
#include "tests/engine/time_zones.h"

#include <doctest/doctest.h>

using namespace chatqc;
using namespace std::chrono_literals;
using engine::time_point;
using test::utc;

namespace {

// What a clock on the wall shows, in the same numbers as UTC.
std::chrono::milliseconds wall(int year, unsigned month, unsigned day, int hour = 0, int minute = 0)
{
    return utc(year, month, day, hour, minute).time_since_epoch();
}

} // namespace

TEST_SUITE("engine.time.zone")
{
    TEST_CASE("a table without transitions is UTC")
    {
        const engine::zone_table zone;
        CHECK(zone.local(utc(2025, 1, 6, 10)) == wall(2025, 1, 6, 10));
        CHECK(zone.utc(wall(2025, 1, 6, 10)) == utc(2025, 1, 6, 10));
    }

    TEST_CASE("before the first transition the first offset holds")
    {
        const auto zone = test::shanghai();
        CHECK(zone.local(utc(1980, 1, 1)) == wall(1980, 1, 1, 8));
        CHECK(zone.utc(wall(1980, 1, 1, 8)) == utc(1980, 1, 1));
    }

    TEST_CASE("a transition counts from its own instant")
    {
        const auto zone = test::new_york();
        CHECK(zone.local(utc(2025, 3, 9, 7) - 1ms) == wall(2025, 3, 9, 2) - 1ms);
        CHECK(zone.local(utc(2025, 3, 9, 7)) == wall(2025, 3, 9, 3));
    }

    TEST_CASE("a gap maps to its end")
    {
        const auto zone = test::new_york();
        CHECK(zone.utc(wall(2025, 3, 9, 2) - 1ms) == utc(2025, 3, 9, 7) - 1ms);
        CHECK(zone.utc(wall(2025, 3, 9, 2)) == utc(2025, 3, 9, 7));
        CHECK(zone.utc(wall(2025, 3, 9, 2, 30)) == utc(2025, 3, 9, 7));
        CHECK(zone.utc(wall(2025, 3, 9, 3)) == utc(2025, 3, 9, 7));
        CHECK(zone.utc(wall(2025, 3, 9, 3, 1)) == utc(2025, 3, 9, 7, 1));
    }

    TEST_CASE("of a repeated hour the first pass counts")
    {
        const auto zone = test::new_york();
        CHECK(zone.utc(wall(2025, 11, 2, 1)) == utc(2025, 11, 2, 5));
        CHECK(zone.utc(wall(2025, 11, 2, 1, 59)) == utc(2025, 11, 2, 5, 59));
        CHECK(zone.utc(wall(2025, 11, 2, 2)) == utc(2025, 11, 2, 7));
        CHECK(zone.local(utc(2025, 11, 2, 6, 30)) == wall(2025, 11, 2, 1, 30));
    }

    TEST_CASE("half-hour zones and half-hour daylight saving")
    {
        CHECK(test::kolkata().utc(wall(2025, 1, 6, 0)) == utc(2025, 1, 5, 18, 30));
        const auto zone = test::lord_howe();
        CHECK(zone.local(utc(2025, 10, 4, 15, 30)) == wall(2025, 10, 5, 2, 30));
        CHECK(zone.utc(wall(2025, 10, 5, 2, 15)) == utc(2025, 10, 4, 15, 30));
    }

    TEST_CASE("utc and local are inverse where local time is unambiguous")
    {
        for (const auto& zone : {test::shanghai(), test::new_york(), test::lord_howe(), test::kolkata()}) {
            for (time_point at = utc(2025, 1, 1); at < utc(2026, 1, 1); at += 97min) {
                const time_point first = zone.utc(zone.local(at));
                CHECK(first <= at);
                CHECK(zone.local(first) == zone.local(at));
                CHECK(at - first <= 1h); // never further than the repeated hour
            }
        }
    }
}
