// Which expressions only void hits.
#include "rules/voiding.h"

#include "tests/rules/bundle.h"

#include <doctest/doctest.h>

using namespace chatqc;
using namespace chatqc::test;

namespace {

// The rules of a pack whose lists are `bad` and `nudge`.
rules::check_result check_rules(const std::string& text)
{
    return check_text(
        "language: 1\nlists:\n  bad: {phrases: [坏, 很坏]}\n  nudge: {phrases: [抓紧, 下单]}\n"
        "  rush: {phrases: [赶紧拍下]}\nrules:\n" +
        text
    );
}

std::string rule(const std::string& id, const std::string& detect, const std::string& except = "")
{
    return "  - id: p." + id +
           "\n    name: {zh: 甲, en: a}\n    category: attitude\n    level: minor\n    points: -1\n" +
           "    detect: " + detect + "\n" +
           (except.empty() ? "" : "    except: [{pattern: '" + except + "', reason: so}]\n");
}

// "void" or "sought", then what is voided, of an expression.
std::string use_of(const rules::check_result& checked, const std::string& regex)
{
    REQUIRE_MESSAGE(checked.rules != nullptr, messages(checked));
    const auto found = rules::voiding_of(*checked.rules);
    for (std::size_t at = 0; at < checked.rules->patterns.size(); ++at)
        if (checked.rules->patterns[at].regex == regex)
            return found.voids[at] ? "voids" : found.voided_patterns[at] ? "voided" : "sought";
    return "unknown";
}

} // namespace

TEST_SUITE("rules.voiding")
{
    TEST_CASE("an exception only voids what its rule looks for")
    {
        const auto checked = check_rules(
            rule("one", "{phrase: {list: bad}}", "不坏") +
            rule("two", "{pattern: {regex: '好评.{0,4}返'}}", "好评返场") +
            rule("three", "{phrase: {list: rush}}") + rule("four", "{pattern: {regex: '加.{0,4}微信'}}")
        );
        CHECK(use_of(checked, "不坏") == "voids");
        CHECK(use_of(checked, "好评返场") == "voids");
        CHECK(use_of(checked, "好评.{0,4}返") == "voided");
        CHECK(use_of(checked, "加.{0,4}微信") == "sought");
        const auto found = rules::voiding_of(*checked.rules);
        for (std::size_t at = 0; at < checked.rules->lists.size(); ++at)
            CHECK(found.voided_lists[at] == (checked.rules->lists[at].name == "p/bad"));
    }

    TEST_CASE("what one rule looks for as well is looked for everywhere")
    {
        const auto checked = check_rules(
            rule("one", "{phrase: {list: bad}}", "不坏") + rule("two", "{pattern: {regex: '不坏'}}")
        );
        CHECK(use_of(checked, "不坏") == "sought");
    }

    TEST_CASE("conditions of an expression are looked for")
    {
        const auto checked = check_rules(
            rule("one", "{all: [{a: {phrase: {list: bad}}}, {not: {pattern: {regex: '下次'}}}]}", "不坏")
        );
        CHECK(use_of(checked, "不坏") == "voids");
        CHECK(use_of(checked, "下次") == "voided");
    }

    TEST_CASE("a rule that finds more than phrases and expressions needs its exceptions everywhere")
    {
        const auto linked = check_rules(rule("one", "{link_policy: {allow: [example.com]}}", "官网"));
        CHECK(use_of(linked, "官网") == "sought");
        const auto burst =
            check_rules(rule("one", "{nudge_burst: {list: nudge, count: 3, within: 60s}}", "不用抓紧"));
        CHECK(use_of(burst, "不用抓紧") == "sought");
    }
}
