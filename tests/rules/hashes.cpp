#include "tests/rules/bundle.h"

#include <doctest/doctest.h>

namespace chatqc {
namespace {

const std::string usual = R"(
lists:
  nudge: {phrases: [抓紧, 还在吗]}
rules:
  - id: nudge.triple
    level: moderate
    points: -5
    detect: {nudge_burst: {list: nudge, count: 3, within: 60s}}
)";

std::string rule_hash(const std::string& text)
{
    const auto result = test::check_text(text);
    INFO(test::messages(result));
    REQUIRE(result.rules != nullptr);
    REQUIRE(!result.rules->rules.empty());
    return result.rules->rules[0].hash;
}

std::string set_hash(const std::string& text)
{
    const auto result = test::check_text(text);
    REQUIRE(result.rules != nullptr);
    return result.rules->hash;
}

std::string with(std::string text, const std::string& from, const std::string& to)
{
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

} // namespace

TEST_SUITE("rules.hash")
{
    TEST_CASE("order, formatting and comments are not part of it")
    {
        const std::string other = R"(
# the same in another dress
rules:
  - detect:
      nudge_burst:
        within: 1min
        list: "nudge"
    points: -5
    level: moderate
    id: nudge.triple
lists:
  nudge:
    phrases:
      - 还在吗
      - 抓紧
)";
        CHECK(rule_hash(usual) == rule_hash(other));
        CHECK(set_hash(usual) == set_hash(other));
    }

    TEST_CASE("whatever can change a verdict is")
    {
        const std::string before = rule_hash(usual);
        CHECK(rule_hash(with(usual, "count: 3", "count: 4")) != before);
        CHECK(rule_hash(with(usual, "60s", "61s")) != before);
        CHECK(rule_hash(with(usual, "-5", "-4")) != before);
        CHECK(rule_hash(with(usual, "moderate", "minor")) != before);
        CHECK(rule_hash(with(usual, "抓紧", "赶紧拍")) != before);
        CHECK(rule_hash(with(usual, "points", "mode: shadow\n    points")) != before);
        CHECK(rule_hash(with(usual, "points", "evasion: {level: critical}\n    points")) != before);
        CHECK(rule_hash(with(usual, "points", "scope: {shop: a}\n    points")) != before);
        const std::string tagged = with(with(usual, "    level: moderate\n", ""), "points: -5", "tag: t");
        CHECK(rule_hash(tagged) != rule_hash(with(tagged, "tag: t", "tag: u")));
        const auto in_campaign = [](const std::string& key, const std::string& to) {
            return "campaigns: {c: {from: 2025-11-10, to: " + to + "}}" +
                   with(usual, "points", "scope: {" + key + ": c}\n    points");
        };
        CHECK(rule_hash(in_campaign("campaign", "2025-11-12")) != before);
        CHECK(
            rule_hash(in_campaign("campaign", "2025-11-12")) !=
            rule_hash(in_campaign("campaign", "2025-11-13"))
        );
        CHECK(
            rule_hash(in_campaign("campaign", "2025-11-12")) !=
            rule_hash(in_campaign("outside_campaign", "2025-11-12"))
        );
        CHECK(
            rule_hash(with(usual, "points", "except: [{any: [不用抓紧], reason: r}]\n    points")) != before
        );
        CHECK(rule_hash(with(usual, "还在吗]", "还在吗], whole_word: true")) != before);
        const std::string pattern = "rules: [{id: r, detect: {pattern: {regex: a}}}]\n";
        CHECK(rule_hash(with(pattern, "a}", "a, shapes: true}")) != rule_hash(pattern));
        CHECK(rule_hash(with(pattern, "a}", "a, letters: true}")) != rule_hash(pattern));
        CHECK(rule_hash(with(pattern, "a}", "a, letters: false}")) == rule_hash(pattern));
    }

    TEST_CASE("what is only shown changes the set and not the rule")
    {
        const std::string worded = with(usual, "points", "why: 换一句\n    points");
        CHECK(rule_hash(worded) == rule_hash(usual));
        CHECK(set_hash(worded) != set_hash(usual));
    }

    TEST_CASE("settings change the set")
    {
        CHECK(set_hash(usual + "pass_mark: 90\n") != set_hash(usual));
        CHECK(set_hash(usual + "calendar: {hours: \"09:00-21:00\"}\n") != set_hash(usual));
        CHECK(set_hash(usual + "shops: {a: {session_gap: 10min}}\n") != set_hash(usual));
        CHECK(set_hash(usual + "weights: {sales: 3}\n") != set_hash(usual));
        CHECK(set_hash(usual + "unassigned: first_replier\n") != set_hash(usual));
    }

    TEST_CASE("a response rule reads the lists of acknowledgements")
    {
        const std::string response = "rules: [{id: r, detect: {response: {}}}]\n";
        const std::string platform = "rules: [{id: r, detect: {response: {profile: taobao_3min}}}]\n";
        const std::string ack = "lists: {ack: {phrases: [好的]}}\n";
        CHECK(rule_hash(response + ack) != rule_hash(response));
        CHECK(rule_hash(platform + ack) == rule_hash(platform));
        CHECK(rule_hash(response) != rule_hash(platform));
    }

    TEST_CASE("golden: the canonical form is stored with verdicts and must not drift")
    {
        CHECK(rule_hash(usual) == "2c5feec08c47697d");
        CHECK(rule_hash("rules: [{id: r, detect: {response: {}}}]\n") == "bce4f7fb77d05718");
    }
}

} // namespace chatqc
