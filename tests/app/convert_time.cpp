#include "app/convert_time.h"

#include "app/zones.h"

#include <doctest/doctest.h>

using namespace chatqc;
using namespace chatqc::app;

namespace {

// 2025-11-11 10:10:15 in UTC.
constexpr std::int64_t noon_like = 1762855815000;
constexpr std::int64_t eight_hours = 8 * 3600 * 1000;

void check(
    std::string_view text,
    std::int64_t utc,
    time_style style = time_style::automatic,
    const char* zone = "UTC"
)
{
    CAPTURE(text);
    std::string problem;
    const auto table = load_zone(zone, problem);
    REQUIRE(table.has_value());
    const auto read = read_time(text, style, problem);
    REQUIRE_MESSAGE(read.has_value(), problem);
    CHECK(to_utc(*read, *table).time_since_epoch().count() == utc);
}

void check_refused(std::string_view text, time_style style = time_style::automatic)
{
    CAPTURE(text);
    std::string problem;
    CHECK_FALSE(read_time(text, style, problem).has_value());
    CHECK_FALSE(problem.empty());
}

} // namespace

TEST_SUITE("app.convert_time")
{
    TEST_CASE("dates as people and programs write them")
    {
        for (const char* text :
             {"2025-11-11 10:10:15",
              "2025/11/11 10:10:15",
              "2025.11.11 10:10:15",
              "2025-11-11T10:10:15",
              " 2025/11/11  10:10:15 ",
              "2025年11月11日 10:10:15",
              "2025年11月11日10时10分15秒",
              "2025-11-11 上午10:10:15",
              "20251111101015",
              "2025-11-11T10:10:15Z",
              "2025-11-11T18:10:15+08:00",
              "2025-11-11 18:10:15 +0800",
              "1762855815",
              "1762855815000",
              "1762855815.000"}) {
            check(text, noon_like);
        }
        check("2025-11-11 10:10", noon_like - 15000);
        check("2025/11/1 9:05", 1761987900000);
        check("2025-11-11", 1762819200000);
        check("20251111", 1762819200000);
        check("2025-11-11 10:10:15.250", noon_like + 250);
        check("20251111101015250", noon_like + 250);
        check("2025-11-11 10:10:15 PM", noon_like + 12 * 3600 * 1000);
        check("2025-11-11 12:10:15 am", noon_like - 10 * 3600 * 1000);
        check("2025-11-11 下午1:10:15", noon_like + 3 * 3600 * 1000);
    }

    TEST_CASE("order of day and month where it is told")
    {
        check("11/12/2025 10:10", 1765447800000, time_style::day_month_year);
        check("12/11/2025 10:10", 1765447800000, time_style::month_day_year);
        check_refused("11/12/2025 10:10");
        check_refused("13/13/2025 10:10", time_style::month_day_year);
    }

    TEST_CASE("serial numbers of a spreadsheet")
    {
        check("45972.4237847222", noon_like);
        check("45972.42378472", noon_like);
        check("45972", 1762819200000);
        check("45972.5", 1762862400000, time_style::excel);
    }

    TEST_CASE("local times are of the zone, others are not moved")
    {
        check("2025-11-11 10:10:15", noon_like - eight_hours, time_style::automatic, "Asia/Shanghai");
        check("45972.4237847222", noon_like - eight_hours, time_style::automatic, "Asia/Shanghai");
        check("2025-11-11T10:10:15Z", noon_like, time_style::automatic, "Asia/Shanghai");
        check("1762855815", noon_like, time_style::automatic, "Asia/Shanghai");
        // Summer time: 2025-07-01 is four hours behind UTC in New York, 2025-01-01 five.
        check("2025-07-01 00:00", 1751342400000, time_style::automatic, "America/New_York");
        check("2025-01-01 00:00", 1735707600000, time_style::automatic, "America/New_York");
    }

    TEST_CASE("what is no time says so")
    {
        for (const char* text :
             {"",
              "yesterday",
              "2025-13-01 10:00",
              "2025-02-30",
              "2025-11-11 25:00",
              "2025-11-11 10:60",
              "25/11/11 10:00",
              "1.76E+12",
              "123",
              "2025-11-11 10:10:15 tomorrow",
              "2025-11-11 10",
              "10:10:15",
              "99999999999999999999"}) {
            check_refused(text);
        }
        check_refused("2025-11-11", time_style::epoch_seconds);
        check_refused("1762855815000", time_style::excel);
    }
}
