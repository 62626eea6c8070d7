// Numbers that mean something by their digits.
#include "engine/text/numbers.h"

#include <doctest/doctest.h>

using namespace chatqc;

namespace {

// "phone 3-14 13812345678; …"
std::string found_in(std::string_view text)
{
    engine::normal_form normal;
    engine::normalise(text, normal);
    std::string said;
    for (const auto& each : engine::find_numbers(normal)) {
        constexpr std::string_view kinds[] = {"phone", "identity", "card"};
        said += said.empty() ? "" : "; ";
        said += std::string{kinds[static_cast<std::size_t>(each.kind)]} + " " + std::to_string(each.begin) +
                "-" + std::to_string(each.end) + " " + each.digits;
    }
    return said;
}

} // namespace

TEST_SUITE("engine.text.numbers")
{
    TEST_CASE("mobile numbers, together and in parts, in any style of digits")
    {
        CHECK(found_in("电13812345678。") == "phone 3-14 13812345678");
        CHECK(found_in("138-1234-5678") == "phone 0-13 13812345678");
        CHECK(found_in("138 1234 5678, 19900001111") == "phone 0-13 13812345678; phone 15-26 19900001111");
        CHECK(found_in("\uFF11\uFF13\uFF1812345678") == "phone 0-17 13812345678");
        CHECK(found_in("12812345678") == "");
        CHECK(found_in("1381234567") == "");
        CHECK(found_in("138123456789") == "");
        CHECK(found_in("1381-2345-678") == "");
    }

    TEST_CASE("numbers that somebody drew apart")
    {
        CHECK(found_in("138_12_345_6_78") == "phone 0-15 13812345678");
        CHECK(found_in("1/3/8-1/234-56/7/8") == "phone 0-18 13812345678");
        CHECK(found_in("1\u00B738\u00B71\u00B7234\u00B75678") == "phone 0-19 13812345678");
        CHECK(found_in("1 3 8 1 2 3 4 5 6 7 8") == "phone 0-21 13812345678");
        CHECK(found_in("13\U0001F44D8\U0001F44D123\U0001F44D45\U0001F44D678") == "phone 0-27 13812345678");
        CHECK(found_in("138 12 345 6 78") == ""); // figures in a line
        CHECK(found_in("138_123_456_78") == "");
        CHECK(found_in("1_38_123_4_567_89") == "");
        CHECK(found_in("1,3,8,1,2,3,4,5,6,7,8") == "");
        CHECK(found_in("2025-01-06 2025-01-07") == "");
    }

    TEST_CASE("letters that touch make it a parcel or an order")
    {
        CHECK(found_in("SF13812345678") == "");
        CHECK(found_in("13812345678a") == "");
        CHECK(found_in("a 13812345678 b") == "phone 2-13 13812345678");
    }

    TEST_CASE("identities and bank cards, if their checks are right")
    {
        CHECK(found_in("11010519491231002X") == "identity 0-18 11010519491231002x");
        CHECK(found_in("110105194912310021") == "");
        CHECK(found_in("11010519491231002Xy") == "");
        CHECK(found_in("6222020200112230") == "card 0-16 6222020200112230");
        CHECK(found_in("6222 0202 0011 2230") == "card 0-19 6222020200112230");
        CHECK(found_in("6222020200112231") == "");
        CHECK(found_in("6222 0202 0011") == "");
    }
}
