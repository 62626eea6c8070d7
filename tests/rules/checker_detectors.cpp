// The keys of each detector beyond texts and expressions: what is read, what is wrong, what a rule's hash
// covers.
#include "rules/detector.h"
#include "tests/rules/bundle.h"

#include <doctest/doctest.h>

#include <set>

namespace chatqc {
namespace {

// The detector stands in a flow map on line 3, from column 20 on; `more` are further keys of the rule.
std::string rule_text(const std::string& detect, const std::string& more = "")
{
    return "rules:\n- {id: a, detect: {" + detect + "}" + more +
           "}\n- {id: z, mode: off, detect: {any: [{phrase: {list: l}}, {phrase: {list: m}}]}}\n"
           "lists: {l: {phrases: [抓紧, 还在吗]}, m: {phrases: [嗯嗯]}}\n";
}

void check(const std::string& detect, const std::string& expected, const std::string& more = "")
{
    INFO(detect);
    CHECK(test::check_summary(rule_text(detect, more)) == expected);
}

rules::rule read(const std::string& detect)
{
    const auto result = test::check_text(rule_text(detect));
    INFO(test::messages(result));
    REQUIRE(result.rules != nullptr);
    return result.rules->rules.at(0);
}

// Each key counts: a rule with any of these is another than `usual`, and than each other.
void check_hashes(const std::string& usual, const std::vector<std::string>& others)
{
    std::set<std::string> hashes{read(usual).hash};
    for (const auto& each : others) {
        INFO(each);
        CHECK(hashes.insert(read(each).hash).second);
    }
}

} // namespace

TEST_SUITE("rules.checker")
{
    TEST_CASE("nudges: keys and their values")
    {
        check("nudge_alike: {list: l}", "");
        check("nudge_alike: {count: 3}", "missing_key 3:20");
        check("nudge_alike: {list: l, count: 1}", "bad_value 3:50");
        check("nudge_alike: {list: l, similarity: 1.5}", "bad_value 3:55");
        check("nudge_alike: {list: l, within: 60s}", "unknown_key 3:43");
        check("nudge_pacing: {list: l, minima: [1min, 2min], tolerance: 0s, apart: 0s}", "");
        check("nudge_pacing: {list: l, minima: [2min, 2min]}", "bad_value 3:59");
        check("nudge_pacing: {list: l, minima: []}", "bad_value 3:52");
        check("nudge_pacing: {list: l, preset: often}", "bad_value 3:52");
        check("nudge_pacing: {list: l, preset: recall, minima: 3min}", "conflict 3:52");
        check("nudge_after_paid: {list: none}", "unknown_name 3:45");
        check("empty_nudge: {list: l, benefits: [m]}", "");
        check("empty_nudge: {list: l}", "missing_key 3:20");
        check("nudge_before_answer: {list: l, unless_asked: [a1], no_answer: [m], at_door: true}", "");
        check("nudge_before_answer: {list: l, at_door: yes}", "bad_value 3:60");
        check("nudge_alike: {list: l}", "", ", except: [{any: [要抓紧], reason: r}]");
    }

    TEST_CASE("nudges: what they are without keys")
    {
        const auto pacing = std::get<rules::nudge_pacing_detector>(read("nudge_pacing: {list: l}").detect);
        CHECK(pacing.minima.size() == 4);
        CHECK(pacing.minima.back() == std::chrono::minutes(9));
        const auto recall =
            std::get<rules::nudge_pacing_detector>(read("nudge_pacing: {list: l, preset: recall}").detect);
        CHECK(recall.minima.front() == std::chrono::minutes(10));
        CHECK(recall.minima.size() == 3);
        const auto early = read("nudge_before_answer: {list: l}");
        CHECK(rules::longest_timer(early.detect) == std::chrono::seconds(30));
        CHECK(std::get<rules::nudge_before_answer_detector>(early.detect).other_max == 4);
        CHECK_FALSE(rules::longest_timer(pacing));
    }

    TEST_CASE("nudges: every key is part of the rule's hash")
    {
        check_hashes(
            "nudge_alike: {list: l}",
            {"nudge_alike: {list: m}",
             "nudge_alike: {list: l, count: 4}",
             "nudge_alike: {list: l, similarity: 0.7}",
             "nudge_pacing: {list: l}",
             "nudge_pacing: {list: l, minima: 3min}",
             "nudge_pacing: {list: l, tolerance: 1s}",
             "nudge_pacing: {list: l, apart: 1s}",
             "nudge_after_paid: {list: l}",
             "empty_nudge: {list: l, benefits: [m]}",
             "empty_nudge: {list: l, benefits: [l]}",
             "empty_nudge: {list: l, benefits: [m], count: 3}",
             "nudge_before_answer: {list: l}",
             "nudge_before_answer: {list: l, within: 10s}",
             "nudge_before_answer: {list: l, other_max: 3}",
             "nudge_before_answer: {list: l, unless_asked: m}",
             "nudge_before_answer: {list: l, at_door: true}",
             "nudge_before_answer: {list: l, no_answer: [m]}"}
        );
    }

    TEST_CASE("perfunctory")
    {
        check("perfunctory: {list: m}", "");
        check("perfunctory: {any: [嗯嗯], yes_no: [吗吗], characters_max: 2, within: 10s}", "");
        check("perfunctory: {list: m, characters_max: 0}", "bad_value 3:59");
        check("perfunctory: {yes_no: l}", "missing_key 3:20");
        check("perfunctory: {list: m}", "conflict 3:54", ", except: [{any: [哦哦], reason: r}]");
        check_hashes(
            "perfunctory: {list: m}",
            {"perfunctory: {list: l}",
             "perfunctory: {list: m, yes_no: l}",
             "perfunctory: {list: m, characters_max: 5}",
             "perfunctory: {list: m, within: 31s}"}
        );
    }
}

} // namespace chatqc
