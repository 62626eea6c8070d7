#include "app/zones.h"
#include "engine/time/calendar.h"

#include <doctest/doctest.h>

using namespace chatqc;
using namespace std::chrono_literals;
using engine::time_point;

namespace {

time_point utc(int year, unsigned month, unsigned day, int hour, int minute = 0)
{
    using namespace std::chrono;
    return sys_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day)} + hours{hour} +
           minutes{minute};
}

engine::zone_table load(std::string_view name)
{
    std::string error;
    auto table = app::load_zone(name, error);
    INFO(error);
    REQUIRE(table.has_value());
    return *table;
}

} // namespace

TEST_SUITE("app.zones")
{
    TEST_CASE("offsets of the system's tzdata")
    {
        struct expectation {
            const char* zone;
            time_point at;
            std::chrono::minutes offset;
        };

        const expectation cases[] = {
            {"Asia/Shanghai", utc(2025, 7, 1, 0), 8h},
            {"Asia/Shanghai", utc(1988, 7, 1, 0), 9h}, // China had daylight saving then
            {"Asia/Kolkata", utc(2025, 7, 1, 0), 330min},
            {"Asia/Kathmandu", utc(2025, 7, 1, 0), 345min},
            {"UTC", utc(2025, 7, 1, 0), 0h},
            {"America/New_York", utc(2025, 3, 9, 6, 59), -5h},
            {"America/New_York", utc(2025, 3, 9, 7), -4h},
            {"America/New_York", utc(2025, 11, 2, 6), -5h},
            {"Europe/Dublin", utc(2036, 7, 1, 0), 1h},
            {"Europe/Dublin", utc(2036, 1, 1, 0), 0h},
            {"Australia/Sydney", utc(2036, 1, 1, 0), 11h},
            {"Africa/Cairo", utc(2036, 7, 1, 0), 3h},
        };
        for (const auto& expected : cases) {
            CAPTURE(expected.zone);
            const auto table = load(expected.zone);
            CHECK(table.local(expected.at) - expected.at.time_since_epoch() == expected.offset);
        }
    }

    TEST_CASE("an unknown zone is an error that names it")
    {
        for (const char* name : {"Asia/Shangai", "", "../../etc/passwd", "zone.tab"}) {
            CAPTURE(name);
            std::string error;
            CHECK_FALSE(app::load_zone(name, error).has_value());
            CHECK(error.find(*name == '\0' ? "empty" : name) != std::string::npos);
        }
    }

    TEST_CASE("the zones of a rule set, and all errors at once")
    {
        rules::rule_set rules;
        rules.shops.resize(3);
        rules.shops[0].hours.emplace().zone = "Nowhere/One";
        rules.shops[1].hours.emplace().zone = "America/New_York";
        rules.shops[2].hours.emplace().zone = "Nowhere/Two";
        std::vector<std::string> errors;
        const auto zones = app::load_zones(rules, errors);
        CHECK(zones.size() == 2);
        CHECK(zones.contains("Asia/Shanghai"));
        CHECK(zones.contains("America/New_York"));
        CHECK(errors.size() == 2);
    }
}
