// By when something is said to happen.
#include "engine/text/time_phrases.h"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace chatqc;

namespace {

// "minutes 2880 0-13; …"
std::string found_in(std::string_view text)
{
    engine::normal_form normal;
    engine::normalise(text, normal);
    std::string said;
    for (const auto& each : engine::find_time_phrases(normal)) {
        constexpr std::array<std::string_view, 5> units{"minutes", "days", "working", "weekday", "date"};
        said += said.empty() ? "" : "; ";
        said += std::string{units[static_cast<std::size_t>(each.unit)]} + " " + std::to_string(each.amount) +
                " " + std::to_string(each.begin) + "-" + std::to_string(each.end);
    }
    return said;
}

void check(std::string_view text, const std::string& expected)
{
    CAPTURE(text);
    CHECK(found_in(text) == expected);
}

} // namespace

TEST_SUITE("engine.text.times")
{
    TEST_CASE("lengths of time with a bound")
    {
        check("48小时内发货", "minutes 2880 0-11");
        check("亲 48 小时之内", "minutes 2880 4-19");
        check("\uFF14\uFF18小时以内", "minutes 2880 0-18");
        check("半个小时左右", "minutes 30 0-18");
        check("二十四小时后", "minutes 1440 0-18");
        check("十分钟内", "minutes 10 0-12");
        check("两天内", "days 2 0-9");
        check("一周之内", "days 7 0-12");
        check("3个工作日内", "working 3 0-16");
        check("十五个工作日以后", "working 15 0-24");
    }

    TEST_CASE("a length without a bound promises nothing")
    {
        check("7天无理由退货", "");
        check("等了3天了", "");
        check("24小时客服", "");
        check("12345小时内", "");
    }

    TEST_CASE("days by their names")
    {
        check("明天给您发", "days 1 0-6");
        check("大后天", "days 3 0-9");
        check("今晚或者后天", "days 0 0-6; days 2 12-18");
        check("周五前", "weekday 4 0-6");
        check("星期天", "weekday 6 0-9");
        check("下周一", "weekday 7 0-9");
        check("下个礼拜三", "weekday 9 0-15");
        check("周八", "");
        check("11月20日", "date 1120 0-10");
        check("二月二十九号", "date 229 0-18");
        check("2月30日发", "");
        check("13月1日", "");
    }

    TEST_CASE("in English, as words of their own")
    {
        check("within 48 hours", "minutes 2880 0-15");
        check("Ships in 2 business days.", "working 2 6-24");
        check("by Friday or tomorrow", "weekday 4 3-9; days 1 13-21");
        check("in 3 weeks", "days 21 0-10");
        check("within5days", "days 5 0-11");
        check("within five", "");
        check("yesterday, today's", "days 0 11-16");
        check("again 2 days", "");
    }
}
