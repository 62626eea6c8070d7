// Addresses: a road or an estate with a house number.
#include "engine/text/addresses.h"
#include "engine/text/numbers.h"

#include <doctest/doctest.h>

using namespace chatqc;

namespace {

// "6-20 中山路12号; …"
std::string found_in(std::string_view text)
{
    engine::normal_form normal;
    engine::normalise(text, normal);
    std::string said;
    for (const auto& each : engine::find_addresses(normal))
        said += (said.empty() ? "" : "; ") + std::string(each.is_home ? "home " : "") +
                std::to_string(each.begin) + "-" + std::to_string(each.end) + " " + each.words;
    return said;
}

} // namespace

TEST_SUITE("engine.text.addresses")
{
    TEST_CASE("roads and estates, with all the numbers behind them")
    {
        CHECK(found_in("寄到中山路12号") == "6-20 中山路12号");
        CHECK(found_in("广东省广州市中山路12号3栋2单元502室，谢谢") == "home 18-49 中山路12号");
        CHECK(found_in("阳光小区3栋") == "home 0-16 阳光小区3栋");
        CHECK(found_in("中山路12号5楼") == "0-18 中山路12号");
        CHECK(found_in("中山路\uFF11\uFF12号") == "0-18 中山路12号");
        CHECK(found_in("世纪大道8号、人民街7号") == "0-16 世纪大道8号; 19-32 人民街7号");
    }

    TEST_CASE("what only looks like it")
    {
        CHECK(found_in("这路12号") == "");     // one character names no road
        CHECK(found_in("中山路有12号") == ""); // the number does not stand behind it
        CHECK(found_in("中山路12") == "");
        CHECK(found_in("中山路123456号") == "");
        CHECK(found_in("地铁2号线") == "");
        CHECK(found_in("on the road 12号") == "");
    }

    TEST_CASE("digits of any style are counted")
    {
        CHECK(engine::count_digits("a1b2") == 2);
        CHECK(engine::count_digits("\uFF11\uFF13\u2468玖") == 4);
        CHECK(engine::count_digits("一二三") == 0);
        CHECK(engine::count_digits("") == 0);
    }
}
