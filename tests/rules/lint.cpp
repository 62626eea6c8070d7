// Legal mistakes that `check` warns of.
#include "rules/required_text.h"
#include "tests/rules/bundle.h"

#include <doctest/doctest.h>

namespace chatqc {
namespace {

void check(const std::string& text, const std::string& expected)
{
    INFO(text);
    CHECK(test::check_summary(text) == expected);
}

std::string asks_for(const std::string& expression)
{
    const rules::required_text found = rules::required_text_of(expression);
    return found.what == rules::required_text::kind::nothing  ? "nothing"
           : found.what == rules::required_text::kind::common ? "common " + found.character
                                                              : "rare";
}

} // namespace

TEST_SUITE("rules.lint")
{
    TEST_CASE("what text an expression asks for")
    {
        CHECK(asks_for("返现") == "rare");
        CHECK(asks_for("返") == "rare");
        CHECK(asks_for("的") == "common 的");
        CHECK(asks_for(".{0,9}的.{0,9}") == "common 的");
        CHECK(asks_for("[^，。]{0,12}") == "nothing");
        CHECK(asks_for("\\w{3,8}") == "nothing");
        CHECK(asks_for("(好评|五星)[^，。]{0,10}返现") == "rare");
        CHECK(asks_for("(我|你)的") == "rare");
        CHECK(asks_for("(我|你).{0,3}的") == "common 我");
        CHECK(asks_for("(返现|好).{0,3}") == "common 好");
        CHECK(asks_for("返现|好") == "common 好");
        CHECK(asks_for("(返现)?好") == "common 好");
        CHECK(asks_for("(?:返现){0,1}") == "nothing");
        CHECK(asks_for("好{2}") == "rare");
        CHECK(asks_for("1[3-9]\\d{9}") == "rare");
        CHECK(asks_for("[A-Za-z]+@[a-z]+") == "common @");
        CHECK(asks_for("\\bnot\\b") == "rare");
        CHECK(asks_for("(?i)v信") == "rare");
        CHECK(asks_for("[的了]") == "common 的");
        CHECK(asks_for("[]x]") == "common ]");
        CHECK(asks_for("\\(") == "common (");
        CHECK(asks_for("") == "nothing");
        CHECK(asks_for("(((") == "nothing");
        CHECK(asks_for("[a") == "common a");
        CHECK(asks_for("a\\") == "common a");
        CHECK(asks_for("a{") == "common a");
    }

    TEST_CASE("an expression that hangs on a common character")
    {
        check("rules: [{id: a, detect: {pattern: {regex: '的[^，。]{0,9}'}}}]\n", "common_pattern 2:43");
        check("rules: [{id: a, detect: {pattern: {regex: '[^，。]{0,9}退'}}}]\n", "");
        check(
            "rules: [{id: a, detect: {all: [x: {phrase: {any: [退钱]}}, y: {pattern: {regex: '好'}, near: "
            "x}]}}]\n",
            "common_pattern 2:79"
        );
    }

    TEST_CASE("a condition that no rule uses")
    {
        const std::string rule = "rules: [{id: a, scope: {condition: presale}, detect: {all: [asks]}}]\n";
        const std::string conditions = "conditions: {presale: {group: g}, asks: {phrase: {any: [退钱]}}";
        check(conditions + "}\n" + rule, "");
        check(conditions + ", x: {group: h}}\n" + rule, "unused_condition 2:64");
        check(conditions + ", x: {phrase: {any: [退货]}}}\n" + rule, "unused_condition 2:64");
        check(conditions + ", x: {group: h}}\n" + rule + "pass_mark: 101\n", "bad_value 4:12");
    }

    TEST_CASE("a rule that makes sessions longer")
    {
        const auto promise = [](const std::string& within, const std::string& keys = "") {
            return "rules: [{id: a, " + keys +
                   "detect: {promise_followup: {any: [稍等一下], within: " + within + "}}}]\n";
        };
        check(promise("30min"), "");
        check(promise("31min"), "longer_session 2:14");
        check(promise("31min", "mode: shadow, "), "");
        check("platforms: {x: {session_gap: 10min}}\n" + promise("15min"), "longer_session 3:14");
        check("platforms: {x: {session_gap: 15min}}\n" + promise("15min"), "");
        check("platforms: {x: {session_gap: 10min}}\n" + promise("15min", "scope: {platform: y}, "), "");
        check(
            "shops: {s: {session_gap: 10min}}\n" + promise("15min", "scope: {shop: s}, "),
            "longer_session 3:14"
        );
        check("shops: {s: {session_gap: 10min}}\n" + promise("15min", "scope: {shop: t}, "), "");
        check(promise("15min", "scope: {platform: jd}, "), "longer_session 2:14");
        check("shops: {s: {platform: jd}}\n" + promise("15min"), "longer_session 3:14");
        const auto result = test::check_text(promise("15min", "scope: {platform: jd}, "));
        REQUIRE(result.diagnostics.size() == 1);
        CHECK(
            result.diagnostics[0].message ==
            "the rule `a` waits 15min, and sessions last as long instead of 10min "
            "of `jd` after their last message"
        );
    }
}

} // namespace chatqc
