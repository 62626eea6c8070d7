#include "rules/values.h"

#include "rules/source_text.h"

#include <doctest/doctest.h>

namespace chatqc {

using namespace rules;

TEST_SUITE("rules.values")
{
    TEST_CASE("whole numbers are decimal and nothing else")
    {
        CHECK(integer_of("0") == 0);
        CHECK(integer_of("-5") == -5);
        CHECK(integer_of("85") == 85);
        for (const char* bad :
             {"", "-", "+5", "010", "-010", "1e3", "0x10", "5.0", " 5", "9999999999999999", "五"}) {
            INFO(bad);
            CHECK_FALSE(integer_of(bad).has_value());
        }
    }

    TEST_CASE("a duration has a unit")
    {
        CHECK(duration_of("1500ms") == milliseconds(1500));
        CHECK(duration_of("60s") == milliseconds(60'000));
        CHECK(duration_of("3min") == milliseconds(180'000));
        CHECK(duration_of("24h") == milliseconds(86'400'000));
        CHECK(duration_of("7d") == milliseconds(604'800'000));
        CHECK(duration_of("0s") == milliseconds(0));
        for (const char* bad :
             {"", "60", "s", "60 s", "60sec", "3m", "-3s", "1.5s", "401d", "9999999999999s", "60s "}) {
            INFO(bad);
            CHECK_FALSE(duration_of(bad).has_value());
        }
    }

    TEST_CASE("durations are printed as people say them")
    {
        CHECK(duration_text(milliseconds(100'000)) == "100s");
        CHECK(duration_text(milliseconds(60'000)) == "60s");
        CHECK(duration_text(milliseconds(180'000)) == "3min");
        CHECK(duration_text(milliseconds(1500)) == "1500ms");
        CHECK(duration_text(milliseconds(1000)) == "1s");
        CHECK(duration_text(milliseconds(-20'000)) == "-20000ms");
        CHECK(duration_text(milliseconds(86'400'000)) == "24h");
        CHECK(duration_text(milliseconds(0)) == "0s");
    }

    TEST_CASE("shares have at most two decimals")
    {
        CHECK(share_of("0.85") == 85u);
        CHECK(share_of("0.9") == 90u);
        CHECK(share_of("1") == 100u);
        for (const char* bad : {"", "0.", "0.855", "85", "85%", ".85", "1.01", "-0.5"}) {
            INFO(bad);
            CHECK_FALSE(share_of(bad).has_value());
        }
    }

    TEST_CASE("hours are half-open and may cross midnight")
    {
        REQUIRE(hours_of("09:00-23:00").has_value());
        CHECK(hours_of("09:00-23:00")->from == minutes(540));
        CHECK(hours_of("00:00-24:00")->to == minutes(1440));
        CHECK(hours_of("22:00-02:00")->to == minutes(120));
        CHECK(hours_of("09:00 - 23:00").has_value());
        for (const char* bad :
             {"", "9:00-23:00", "09:00", "09:00-09:00", "24:00-08:00", "09:60-10:00", "09:00-24:01"}) {
            INFO(bad);
            CHECK_FALSE(hours_of(bad).has_value());
        }
        CHECK(hours_text({minutes(540), minutes(1380)}) == "09:00-23:00");
    }

    TEST_CASE("dates and instants")
    {
        CHECK(local_time_of("2025-01-06 10:00").has_value());
        CHECK(
            *local_time_of("2025-01-06 10:00:15") - *local_time_of("2025-01-06") == milliseconds(36'015'000)
        );
        CHECK(local_time_of("2024-02-29").has_value());
        for (const char* bad :
             {"2025-02-29", "2025-1-6", "2025-01-06 24:00", "2025-01-06 10", "1999-01-01", "today"}) {
            INFO(bad);
            CHECK_FALSE(local_time_of(bad).has_value());
        }
        CHECK(instant_of("1970-01-01").has_value() == false);
        CHECK(instant_of("2025-01-06T10:00+08:00")->time_since_epoch() == milliseconds(1'736'128'800'000));
        CHECK(instant_of("2025-01-06T02:00Z") == instant_of("2025-01-06T10:00+08:00"));
        CHECK_FALSE(instant_of("2025-01-06T10:00").has_value());
        CHECK_FALSE(instant_of("2025-01-06T10:00+15:00").has_value());
    }

    TEST_CASE("ids are ASCII")
    {
        for (const char* good : {"a", "nudge.triple", "zh-ecommerce", "A_1.b-2"})
            CHECK(is_identifier(good));
        for (const char* bad : {"", ".a", "a.", "a..b", "a b", "催单", "a/b", "a#1"})
            CHECK_FALSE(is_identifier(bad));
        CHECK_FALSE(is_identifier(std::string(65, 'a')));
    }

    TEST_CASE("what was meant")
    {
        const std::vector<std::string> known{"level", "points", "detect"};
        CHECK(nearest("lvel", known) == "level");
        CHECK(nearest("levels", known) == "level");
        CHECK(nearest("detects", known) == "detect");
        CHECK(nearest("colour", known) == "");
    }

    TEST_CASE("UTF-8 is told from what only looks like it")
    {
        CHECK(is_valid_utf8("微信abc😀"));
        std::size_t valid = 0;
        CHECK_FALSE(is_valid_utf8("ab\xFF", &valid));
        CHECK(valid == 2);
        CHECK_FALSE(is_valid_utf8("\xC0\xAF"));         // overlong
        CHECK_FALSE(is_valid_utf8("\xED\xA0\x80"));     // a surrogate
        CHECK_FALSE(is_valid_utf8("\xF4\x90\x80\x80")); // beyond the last code point
        CHECK_FALSE(is_valid_utf8("\xE5\xBE"));         // cut off
        CHECK(count_characters("微信a") == 3);
        CHECK(display_width("微信a") == 5);
        CHECK(display_width("e\u0301") == 1);
    }

    TEST_CASE("places count characters")
    {
        const source_text source("f", "ab\n微信x\r\n");
        CHECK(source.locate(0).line == 1);
        CHECK(source.locate(3).line == 2);
        CHECK(source.locate(9).column == 3);
        CHECK(source.line(2) == "微信x");
        CHECK(source.line(3) == "");
        CHECK(source.line(9) == "");
        CHECK(source.locate(1000).line == 3);
    }
}

} // namespace chatqc
