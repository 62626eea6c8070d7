// Expressions and sequences: how they are read, and everything that is wrong with one.
#include "rules/alternatives.h"
#include "rules/condition_reader.h"
#include "tests/rules/bundle.h"

#include <doctest/doctest.h>

namespace chatqc {
namespace {

// `detect:` in a flow map on line 3, from column 11 on.
std::string rule_text(const std::string& detect)
{
    return "rules:\n- {id: a, detect: " + detect +
           "}\nlists: {l: {phrases: [抓紧, 还在吗]}}\n"
           "conditions: {sorry: {phrase: {list: l}, role: customer}, presale: {group: presale}}\n";
}

void check(const std::string& detect, const std::string& expected)
{
    INFO(detect);
    CHECK(test::without("unused_condition", test::check_summary(rule_text(detect))) == expected);
}

rules::expression_detector read(const std::string& detect)
{
    const auto result = test::check_text(rule_text(detect));
    INFO(test::messages(result));
    REQUIRE(result.rules != nullptr);
    return std::get<rules::expression_detector>(result.rules->rules.at(0).detect);
}

// "0,1 not 2; 3"
std::string ways(const std::string& detect)
{
    std::string text;
    for (const auto& each : read(detect).alternatives) {
        text += text.empty() ? "" : "; ";
        for (std::size_t i = 0; i < each.needed.size(); ++i)
            text += (i == 0 ? "" : ",") + std::to_string(each.needed[i]);
        for (const std::uint32_t index : each.absent)
            text += " not " + std::to_string(index);
    }
    return text;
}

std::string message_of(const std::string& detect)
{
    const auto result = test::check_text(rule_text(detect));
    return result.diagnostics.empty() ? "" : result.diagnostics.front().message;
}

const std::string a = "{a: {phrase: {list: l}}}";
const std::string b = "{b: {phrase: {any: [b1]}}}";
const std::string c = "{c: {phrase: {any: [c1]}}}";

} // namespace

TEST_SUITE("rules.checker")
{
    TEST_CASE("conditions of an expression")
    {
        const auto made = read(
            "{all: [a: {phrase: {list: l}, role: [customer, bot]}, {message: {kind: [image, card]}, near: "
            "a}, "
            "b: {event: transfer, range: nth -1}, {interval: {over: 60s}, after: {of: b, within: 5min}}, "
            "sorry, {repeat: , range: 2..-2}]}"
        );
        REQUIRE(made.conditions.size() == 6);
        CHECK(made.conditions[0].roles == std::vector{rules::role::customer, rules::role::bot});
        CHECK(std::get<rules::message_condition>(made.conditions[1].detect).kinds.size() == 2);
        CHECK(made.conditions[1].roles == std::vector{rules::role::agent, rules::role::assist});
        CHECK(made.conditions[1].relations.at(0).of == 0);
        CHECK(made.conditions[2].roles.empty());
        CHECK(made.conditions[2].range->from == -1);
        const auto& interval = std::get<rules::interval_condition>(made.conditions[3].detect);
        CHECK(interval.since == std::vector{rules::role::customer});
        CHECK(made.conditions[3].relations.at(0).within == std::chrono::minutes(5));
        CHECK(made.conditions[4].roles == std::vector{rules::role::customer});
        CHECK(made.conditions[4].name == "sorry");
        CHECK(made.conditions[5].range->to == -2);
    }

    TEST_CASE("the roles of the scope are those of its conditions")
    {
        const auto result =
            test::check_text("rules: [{id: a, scope: {role: bot}, detect: {all: [{phrase: {any: [b1]}}]}}]\n"
            );
        REQUIRE(result.rules != nullptr);
        const auto& made = std::get<rules::expression_detector>(result.rules->rules[0].detect);
        CHECK(made.conditions[0].roles == std::vector{rules::role::bot});
    }

    TEST_CASE("the ways in which an expression holds")
    {
        CHECK(ways("{all: [" + a + ", " + b + "]}") == "0,1");
        CHECK(ways("{any: [" + a + ", " + b + "]}") == "0; 1");
        CHECK(ways("{all: [" + a + ", {not: " + b + "}]}") == "0 not 1");
        CHECK(ways("{all: [" + a + ", {not: {all: [" + b + ", " + c + "]}}]}") == "0 not 1; 0 not 2");
        CHECK(ways("{all: [" + a + ", {not: {any: [" + b + ", " + c + "]}}]}") == "0 not 1 not 2");
        CHECK(ways("{at_least: 2, of: [" + a + ", " + b + ", " + c + "]}") == "0,1; 0,2; 1,2");
        CHECK(
            ways("{all: [" + a + ", {not: {at_least: 2, of: [a, " + b + ", " + c + "]}}]}") == "0 not 1 not 2"
        );
        CHECK(ways("{all: [" + a + ", {not: {not: " + b + "}}]}") == "0,1");
        CHECK(ways("{any: [" + a + ", a]}") == "0");
        CHECK(
            ways("{all: [{x: {phrase: {list: l}, after: y}}, {y: {phrase: {any: [y1]}, range: all}}]}") ==
            "1,0" // what it stands to comes first
        );
    }

    TEST_CASE("ranges")
    {
        const auto range = [](std::string_view text) {
            const auto made = rules::position_range_of(text);
            return made ? std::to_string(made->from) + ".." + std::to_string(made->to) : "none";
        };
        CHECK(range("first 3") == "1..3");
        CHECK(range("last 3") == "-3..-1");
        CHECK(range("nth 2") == "2..2");
        CHECK(range("nth -1") == "-1..-1");
        CHECK(range("2..-2") == "2..-2");
        CHECK(range("all") == "1..-1");
        for (const char* bad :
             {"first",
              "first 0",
              "first -1",
              "last -2",
              "3..2",
              "-2..-3",
              "-3..2",
              "0..1",
              "x 1",
              "1001..1002"})
            CHECK(range(bad) == "none");
    }

    TEST_CASE("what is no expression")
    {
        check("{all: []}", "wrong_type 3:25");
        check("{all: a}", "wrong_type 3:25");
        check("{all: [[a]]}", "wrong_type 3:26");
        check("{all: [" + a + "], any: [" + b + "]}", "conflict 3:19");
        check("{at_least: 2}", "conflict 3:19");
        check("{at_least: 3, of: [" + a + ", " + b + "]}", "bad_value 3:30");
        check("{all: [{a: {phrase: {list: l}}, b: {phrase: {list: l}}}]}", "wrong_type 3:51");
        check("{all: [{response: {}}]}", "conflict 3:27");
        check("{all: [{a: {response: {}}}]}", "missing_key 3:30");
        check("{all: [" + a + ", {a: {message: }}]}", "duplicate_name 3:53");
        check("{all: [{'a b': {message: }}]}", "bad_value 3:27");
        check("{all: [nothing]}", "unknown_name 3:26");
        check("{all: [presale]}", "unknown_name 3:26");
        CHECK(
            message_of("{all: [presale]}") ==
            "the condition `presale` says where a rule applies, not what is said"
        );
        check("{all: [{phrase: {list: l}, pattern: {regex: x1}}]}", "conflict 3:46");
        check("{all: [{phrase: {list: l}, rnage: first 2}]}", "unknown_key 3:46");
        check("{all: [{phrase: {list: l}, range: first}]}", "bad_value 3:53");
        check("{all: [{phrase: {list: l}, role: robot}]}", "bad_value 3:52");
        check("{all: [{event: transfer, role: agent}]}", "conflict 3:50");
        check("{all: [{event: edit}]}", "bad_value 3:34");
        check("{all: [{message: {kind: event}}]}", "bad_value 3:43");
        check("{all: [{interval: {since: agent}}]}", "missing_key 3:37");
        check("{all: [{interval: {over: 9s, under: 9s}}]}", "bad_value 3:37");
    }

    TEST_CASE("what cannot stand to another")
    {
        const auto with = [](const std::string& relation) {
            return "{all: [" + a + ", {phrase: {any: [b1]}, " + relation + "}]}";
        };
        check(with("after: a"), "");
        check(with("near: {of: a, characters: 0}"), "");
        check(with("after: {of: a, messages: 0}"), "bad_value 3:99");
        check(with("after: {of: b}"), "unknown_name 3:81");
        check(with("after: {messages: 2}"), "missing_key 3:81");
        check(with("after: {of: a, messages: 2, within: 5s}"), "conflict 3:81");
        check(with("near: {of: a, messages: 2}"), "conflict 3:80");
        check(with("after: a, range: first 2"), "conflict 3:52");
        check(with("after: a, before: a"), "conflict 3:52");
        check("{all: [{x: {message: , after: y}}, {y: {message: , after: x}}]}", "conflict 3:27");
        check("{all: [" + a + ", {message: , near: {of: a, characters: 3}}]}", "conflict 3:70");
        check("{all: [{any: [" + a + ", " + b + "]}, {phrase: {any: [c1]}, after: a}]}", "conflict 3:89");
        check("{all: [" + b + ", {not: " + a + "}, {phrase: {any: [c1]}, after: a}]}", "conflict 3:87");
        check("{all: [" + a + ", " + b + ", {not: {message: , after: a, before: b}}]}", "conflict 3:86");
    }

    TEST_CASE("what has nothing to stand at, or can never be")
    {
        check("{not: " + a + "}", "conflict 3:19");
        check("{any: [" + a + ", {not: {message: , range: first 1}}]}", "conflict 3:19");
        check("{all: [{message: , range: first 1}, {not: " + a + "}]}", "conflict 3:62");
        check("{all: [" + a + ", {not: a}]}", "never_fires 3:8");
        check("{all: [" + a + ", {message: , role: customer}]}", "never_fires 3:8");
        check("{all: [" + a + ", {event: close}]}", "never_fires 3:8");
        check("{any: [" + b + ", {all: [" + a + ", {event: close}]}]}", "");
    }

    TEST_CASE("an expression is bounded")
    {
        std::string many;
        for (int i = 0; i < 33; ++i)
            many += (i == 0 ? "" : ", ") + std::string("{phrase: {any: [a") + std::to_string(i) + "]}}";
        check("{all: [" + many + "]}", "too_large 3:784");
        std::string some;
        for (int i = 0; i < 30; ++i)
            some += (i == 0 ? "" : ", ") + std::string("{phrase: {any: [a") + std::to_string(i) + "]}}";
        check("{at_least: 15, of: [" + some + "]}", "too_large 3:19");
        check("{at_least: 29, of: [" + some + "]}", "");
        const std::string same = "a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a";
        check("{at_least: 12, of: [" + a + ", " + same + "]}", "");
    }

    TEST_CASE("reusable conditions")
    {
        const auto conditions = [](const std::string& text) {
            return test::check_summary("conditions: {" + text + "}\n");
        };
        CHECK(conditions("c: {phrase: {any: [x1]}, range: first 2}") == "unused_condition 2:14");
        CHECK(conditions("c: {phrase: {any: []}}") == "bad_value 2:32");
        CHECK(conditions("c: {phrase: {any: [x1]}, after: d}") == "conflict 2:46");
        CHECK(conditions("c: {phrase: {any: [x1]}, group: d}") == "unknown_key 2:39");
        check("{all: [{condition: sorry, role: agent, range: last 2}]}", "");
        CHECK(
            test::check_summary("rules: [{id: a, scope: {condition: c}, detect: {response: {}}}]\n"
                                "conditions: {c: {phrase: {any: [x1]}}}\n") == "unknown_name 2:36"
        );
    }

    TEST_CASE("sequences")
    {
        const auto steps = [](const std::string& text) { return "{sequence: {steps: [" + text + "]}}"; };
        const auto made = read(
            steps("sorry, {not: {message: }}, {phrase: {list: l}, within: 60s}, {not: sorry, messages: 2}")
        );
        CHECK(made.is_sequence);
        REQUIRE(made.conditions.size() == 4);
        CHECK(made.conditions[1].relations.size() == 2); // between its neighbours
        CHECK(made.conditions[2].relations.at(0).of == 0);
        CHECK(made.conditions[2].relations.at(0).within == std::chrono::seconds(60));
        CHECK(made.conditions[3].relations.at(0).of == 2);
        CHECK(made.conditions[3].relations.at(0).count == 2);
        check("{sequence: {}}", "missing_key 3:20");
        check(steps("sorry"), "wrong_type 3:38");
        check(steps("{not: sorry}, sorry"), "conflict 3:39");
        check(steps("{condition: sorry, within: 5s}, sorry"), "conflict 3:39");
        check(steps("sorry, {condition: sorry, within: 5s, messages: 2}"), "conflict 3:87");
        check(steps("sorry, {condition: sorry, range: first 2}"), "conflict 3:46");
        check(steps("sorry, {not: {message: }, role: agent}"), "conflict 3:65");
        check(steps("sorry, {response: {}}"), "missing_key 3:46");
    }

    TEST_CASE("detectors of a session")
    {
        check("{max_phrase: {list: l}}", "");
        check("{max_phrase: {list: l, max: 2, range: first 3, or_event: rating_invite}}", "");
        check("{max_phrase: {list: l, range: last 3}}", "bad_value 3:49");
        check("{max_phrase: {list: l, max: 3, range: first 3}}", "never_fires 3:8");
        check("{flood: }", "");
        check("{flood: {count: 1}}", "bad_value 3:35");
        check("{apology_after_wait: {list: l}}", "");
        check("{apology_after_wait: {list: l, profile: none}}", "unknown_name 3:59");
        check("{apology_after_wait: {list: l, profile: taobao_avg, after: 600s}}", "never_fires 3:8");
        check("{promise_followup: {list: l, within: 15min, cancelled_by: [c1], except: [l]}}", "");
        check("{promise_followup: {within: 15min}}", "missing_key 3:20");
        check("{promise_followup: {list: l, within: 15}}", "bad_value 3:56");
        check("{count: {of: sorry, over: 2}}", "");
        check("{count: {of: sorry}}", "missing_key 3:20");
        check("{count: {of: sorry, under: 0}}", "never_fires 3:8");
        check("{count: {of: {phrase: {list: l}, range: first 2}, over: 2}}", "conflict 3:32");
        check("{count: {of: {phrase: {list: l}, after: sorry}, over: 2}}", "conflict 3:59");
        check("{ratio: {of: {message: }, to: sorry, under: 1.25}}", "");
        check("{ratio: {of: {message: }, to: sorry, under: 1.255}}", "bad_value 3:63");
        check("{ratio: {of: {message: }, under: 1}}", "missing_key 3:20");
        const auto made = test::check_text(rule_text("{promise_followup: {list: l}}"));
        REQUIRE(made.rules != nullptr);
        const auto& promise = std::get<rules::promise_detector>(made.rules->rules.at(0).detect);
        CHECK(promise.within == std::chrono::minutes(15));
        CHECK(promise.answer_min == 10);
        CHECK(rules::longest_timer(made.rules->rules.at(0).detect) == std::chrono::minutes(15));
    }

    TEST_CASE("expressions have exceptions, warnings and hashes as others")
    {
        const auto all = [](const std::string& text) { return "{all: [" + text + "]}"; };
        check(all("{phrase: {any: [催]}}"), "short_phrase 3:19");
        check(all("{message: }, {not: {phrase: {any: [催]}}}"), "");
        check(all("x: {pattern: {regex: '加.*微信'}}"), "wide_pattern 3:47");
        check(all(a) + ", except: [{any: [抓紧], reason: r}]", "exception_swallows 3:63");
        const auto hash = [](const std::string& detect) {
            const auto result = test::check_text(rule_text(detect));
            REQUIRE(result.rules != nullptr);
            return result.rules->rules.at(0).hash;
        };
        const std::string usual = "{all: [x: {phrase: {list: l}}, {message: , after: {of: x, messages: 2}}]}";
        const auto with = [&](const std::string& from, const std::string& to) {
            std::string text = usual;
            return hash(text.replace(text.find(from), from.size(), to));
        };
        for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
                 {"message: ", "message: {kind: image}"},
                 {"messages: 2", "messages: 3"},
                 {"messages: 2", "within: 2s"},
                 {"after", "before"},
                 {"list: l", "all: l"},
                 {"message: ", "message: , role: bot"},
                 {"list: l}", "list: l}, range: all"}})
            CHECK(with(from, to) != hash(usual));
        CHECK(hash(usual) == "2f68ee1f0658dc75");
    }
}

} // namespace chatqc
