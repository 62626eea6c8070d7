// One rule: its keys, its detector, its scope, its exceptions, and what is legal but wrong.
#include "rules/lint.h"
#include "tests/rules/bundle.h"

#include <doctest/doctest.h>

namespace chatqc {
namespace {

// The rule's keys as a flow map; lists l (抓紧, 还在吗) and long (不用抓紧) exist, columns are the line's.
std::string rule_text(const std::string& keys)
{
    return "rules:\n- {id: a, " + keys +
           "}\nlists: {ack: {phrases: [好]}, l: {phrases: [抓紧, 还在吗]}}\n"
           "conditions: {presale: {group: presale}, agents: {role: agent, hours: \"09:00-18:00\"}}\n";
}

void check(const std::string& keys, const std::string& expected)
{
    INFO(keys);
    const std::string got = test::without("unused_list", test::check_summary(rule_text(keys)));
    CHECK(test::without("unused_condition", got) == expected);
}

rules::rule read(const std::string& keys)
{
    const auto result = test::check_text(rule_text(keys));
    INFO(test::messages(result));
    REQUIRE(result.rules != nullptr);
    REQUIRE(result.rules->rules.size() == 1);
    return result.rules->rules[0];
}

const std::string response = "detect: {response: {}}";

} // namespace

TEST_SUITE("rules.checker")
{
    TEST_CASE("what a hit in disguise is raised to")
    {
        const auto raised = [](const std::string& keys) {
            const rules::rule rule = read(keys + ", " + response);
            return std::string(name_of(rule.evasion_severity)) + " " + std::to_string(rule.evasion_points);
        };
        CHECK(raised("level: minor, points: -2") == "moderate -2");
        CHECK(raised("level: moderate") == "major 0");
        CHECK(raised("level: major, points: -10") == "major -10");
        CHECK(raised("level: critical, points: -100") == "critical -100");
        CHECK(raised("level: major, points: -10, evasion: {level: critical, points: -50}") == "critical -50");
        CHECK(raised("level: minor, evasion: {level: minor}") == "minor 0");
        check("level: major, evasion: {level: minor}, " + response, "bad_value 3:42");
        check("points: -5, evasion: {points: -4}, " + response, "bad_value 3:41");
        check("evasion: {levle: major}, " + response, "unknown_key 3:21");
    }

    TEST_CASE("keys of a rule")
    {
        const rules::rule rule = read(
            "name: {zh: 名, en: N}, why: w, category: sales, level: critical, points: -5, "
            "count: per_hit, cap: -15, mode: shadow, review: required, critical_scope: day, "
            "charge_once: wait, " +
            response
        );
        CHECK(rule.name_zh == "名");
        CHECK(rule.name_en == "N");
        CHECK(rule.why == "w");
        CHECK(rule.in == rules::category::sales);
        CHECK(rule.severity == rules::level::critical);
        CHECK(rule.count == rules::count_as::per_hit);
        CHECK(rule.cap == -15);
        CHECK(rule.mode == rules::mode::shadow);
        CHECK(rule.review_required);
        CHECK(rule.critical_scope == "day");
        CHECK(rule.charge_once == "wait");
        check("levle: minor, " + response, "unknown_key 3:11");
        check("level: high, " + response, "bad_value 3:18");
        check("points: 1.5, " + response, "bad_value 3:19");
        check("points: -101, " + response, "bad_value 3:19");
        check("cap: -5, " + response, "conflict 3:16");
        check("points: -5, count: per_hit, cap: 15, " + response, "bad_value 3:44");
        check("points: -5, count: per_hit, cap: -4, " + response, "bad_value 3:44");
        check("critical_scope: day, " + response, "conflict 3:27");
        check("mode: [live], " + response, "wrong_type 3:17");
    }

    TEST_CASE("a rule that is off is checked and left out")
    {
        const auto result = test::check_text("rules: [{id: a, mode: off, detect: {response: {}}}]\n");
        CHECK(test::messages(result) == "");
        REQUIRE(result.rules != nullptr);
        CHECK(result.rules->rules.empty());
        check("mode: off, detect: {response: {limit: 5}}", "bad_value 3:49");
    }

    TEST_CASE("the id's first part may be the category")
    {
        const auto result = test::check_text("rules: [{id: compliance.x, detect: {response: {}}}]\n");
        REQUIRE(result.rules != nullptr);
        CHECK(result.rules->rules[0].in == rules::category::compliance);
    }

    TEST_CASE("one detector, of this version")
    {
        check("level: minor", "missing_key 3:3");
        check("detect: response", "wrong_type 3:19");
        check("detect: {response: {}, unanswered: {}}", "wrong_type 3:19");
        check("detect: {respond: {}}", "unknown_name 3:20");
        check("detect: {response: [1]}", "wrong_type 3:30");
        check("detect: {response: }", "");
    }

    TEST_CASE("phrase")
    {
        check("detect: {phrase: {list: l}}", "");
        check("detect: {phrase: {any: [v信, x1]}}", "");
        check("detect: {phrase: {all: l}}", "");
        check("detect: {phrase: {at_least: 2, of: [a1, b1]}}", "");
        check("detect: {phrase: {at_least: 2, list: l}}", "");
        check("detect: {phrase: {none: l}}", "");
        check("detect: {phrase: {}}", "missing_key 3:20");
        check("detect: {phrase: {list: l, any: [a1]}}", "missing_key 3:20");
        check("detect: {phrase: {all: l, none: l}}", "conflict 3:20");
        check("detect: {phrase: {at_least: 2}}", "missing_key 3:20");
        check("detect: {phrase: {list: l, of: [a1]}}", "conflict 3:42");
        check("detect: {phrase: {any: []}}", "bad_value 3:34");
        check("detect: {phrase: {list: ll}}", "unknown_name 3:35");
        check("detect: {phrase: {at_least: 3, list: l}}", "never_fires 3:8");
        const auto phrase =
            std::get<rules::phrase_detector>(read("detect: {phrase: {at_least: 2, list: l}}").detect);
        CHECK(phrase.quantifier == rules::phrase_quantifier::at_least);
        CHECK(phrase.at_least == 2);
    }

    TEST_CASE("pattern")
    {
        check("detect: {pattern: {regex: '返.{0,12}元'}}", "");
        check("detect: {pattern: {}}", "missing_key 3:20");
        check("detect: {pattern: {regex: ''}}", "bad_value 3:37");
        check("detect: {pattern: {regex: a1, except: [a2, a3]}}", "");
        check("detect: {pattern: {regex: a1, except: a1}}", "never_fires 3:8");
        check("detect: {pattern: {regex: '加.*微信'}}", "wide_pattern 3:37");
        check("detect: {pattern: {regex: '加.{0,40}微信'}}", "wide_pattern 3:37");
        const auto result = test::check_text(rule_text("detect: {pattern: {regex: a1, except: [a2]}}"));
        REQUIRE(result.patterns.size() == 2);
        CHECK(result.patterns[1].written.regex == "a2");
        CHECK(result.patterns[1].where.column == 50);
        CHECK(rules::bad_pattern(result.patterns[0], "no").where.line == 3);
        check("detect: {pattern: {regex: a1, shapes: true, letters: false}}", "");
        check("detect: {pattern: {regex: a1, shapes: often}}", "bad_value 3:49");
        // The same words are another expression where more is asked for them.
        const auto hidden =
            test::check_text(rule_text("detect: {pattern: {regex: a1, shapes: true, except: [a1]}}"));
        REQUIRE(hidden.patterns.size() == 2);
        CHECK(hidden.patterns[0].written == rules::expression{"a1", true, false});
    }

    TEST_CASE("what is too wide")
    {
        CHECK(rules::wide_parts(".*").size() == 1);
        CHECK(rules::wide_parts("a.+b.{3,}c.{0,21}") == std::vector<std::string>{".+", ".{3,}", ".{0,21}"});
        CHECK(rules::wide_parts("a.{0,20}b.?c.d.{5}").empty());
        CHECK(rules::wide_parts("[.*]\\.*[^].*]x*").empty());
        CHECK(rules::wide_parts("").empty());
        CHECK(rules::wide_parts("\\").empty());
    }

    TEST_CASE("response")
    {
        check("detect: {first_response: {limit: 30s, warn: 10s}}", "");
        check("detect: {response: {limit: 180}}", "bad_value 3:38");
        check("detect: {response: {limit: 60s, warn: 60s}}", "bad_value 3:49");
        check("detect: {response: {profile: taobao}}", "unknown_name 3:40");
        check("detect: {response: {profile: taobao_avg}}", "missing_key 3:20");
        check("detect: {response: {limit: 25h}}", "never_fires 3:8");
        check("scope: {role: agent}, " + response, "conflict 3:8");
        const auto first = std::get<rules::response_detector>(read("detect: {first_response: {}}").detect);
        CHECK(first.first_only);
        CHECK(first.limit == std::chrono::seconds(30));
        CHECK(first.warn == std::chrono::seconds(10));
        const auto jd =
            std::get<rules::response_detector>(read("detect: {response: {profile: jd_first30}}").detect);
        CHECK(jd.limit == std::chrono::seconds(30));
        CHECK_FALSE(jd.warn.has_value());
    }

    TEST_CASE("required_phrase")
    {
        check("detect: {required_phrase: {list: l, range: first 2, customer_opened: true}}", "");
        check("detect: {required_phrase: {any: [您好], range: all, or_event: rating_invite}}", "");
        check("detect: {required_phrase: {list: l}}", "missing_key 3:20");
        check("detect: {required_phrase: {list: l, range: first}}", "bad_value 3:54");
        check("detect: {required_phrase: {list: l, range: first 0}}", "bad_value 3:54");
        check("detect: {required_phrase: {list: l, range: all, or_event: greeting}}", "bad_value 3:69");
        const auto last = read("detect: {required_phrase: {list: l, range: last 10}}").detect;
        CHECK(std::get<rules::required_phrase_detector>(last).range == rules::range_kind::last);
        CHECK(std::get<rules::required_phrase_detector>(last).n == 10);
    }

    TEST_CASE("repeat and nudge_burst")
    {
        const auto repeat =
            std::get<rules::repeat_detector>(read("detect: {repeat: {similarity: 0.9}}").detect);
        CHECK(repeat.similarity_percent == 90);
        CHECK(repeat.count == 3);
        CHECK(repeat.except.size() == 1); // ack exists; greeting and closing do not
        check("detect: {repeat: {similarity: 90}}", "bad_value 3:41");
        check("detect: {repeat: {count: 1}}", "bad_value 3:36");
        check("detect: {repeat: {except: [none]}}", "unknown_name 3:38");
        check("detect: {nudge_burst: {list: l, within: 60}}", "bad_value 3:51");
        check("scope: {role: customer}, detect: {nudge_burst: {list: l}}", "never_fires 3:8");
    }

    TEST_CASE("scope")
    {
        const rules::rule rule = read(
            "scope: {platform: [taobao, tmall], shop: s, hours: \"22:00-02:00\", "
            "from: 2025-11-01, to: 2025-11-12T00:00+08:00, condition: presale}, " +
            response
        );
        CHECK(rule.scope.platforms == std::vector<std::string>{"taobao", "tmall"});
        CHECK(rule.scope.groups == std::vector<std::string>{"presale"});
        CHECK(rule.scope.hours->to == std::chrono::minutes(120));
        CHECK(*rule.scope.valid_to - *rule.scope.valid_from == std::chrono::hours(24 * 11));
        check("scope: {plattform: x}, " + response, "unknown_key 3:19");
        check("scope: {role: robot}, detect: {phrase: {list: l}}", "bad_value 3:25");
        check("scope: {hours: 9-18}, " + response, "bad_value 3:26");
        check("scope: {condition: aftersale}, " + response, "unknown_name 3:30");
        check("scope: {from: 2025-11-12, to: 2025-11-11}, " + response, "never_fires 3:8");
        check("scope: {group: after, condition: presale}, " + response, "never_fires 3:8");
        check(
            "scope: {hours: \"09:00-10:00\", condition: agents}, detect: {phrase: {list: l}}", "conflict 3:52"
        );
        check("scope: {campaign: x}, " + response, "unknown_name 3:29");
        CHECK(
            test::check_summary("calendar: {zone: America/New_York}\nrules: [{id: a, scope: {from: "
                                "2025-11-01}, detect: {response: {}}}]\n") == "bad_value 3:31"
        );
    }

    TEST_CASE("exceptions")
    {
        const std::string phrase = "detect: {phrase: {list: l}}, except: ";
        check(phrase + "[{any: [不用抓紧], reason: r}]", "");
        check(phrase + "[{pattern: '不用抓紧', reason: r}]", "");
        check(phrase + "[{any: [不用抓紧]}]", "missing_key 3:49");
        check(phrase + "[{reason: r}]", "missing_key 3:49");
        check(phrase + "[{list: l, pattern: x, reason: r}]", "missing_key 3:49");
        check(phrase + "{list: l}", "wrong_type 3:48");
        check(phrase + "[{list: l, reason: r}]", "exception_swallows 3:49");
        check(phrase + "[{any: [抓紧], reason: r}]", "exception_swallows 3:49");
        check(
            "detect: {pattern: {regex: a1}}, except: [{pattern: a1, reason: r}]", "exception_swallows 3:52"
        );
        check(response + ", except: [{any: [x1], reason: r}]", "conflict 3:44");
        check("detect: {repeat: {}}, except: [{any: [x1], reason: r}]", "conflict 3:42");
        check(phrase + "[{message: l, reason: r}]", "");
        check(phrase + "[{message: m, reason: r}]", "unknown_name 3:59");
        check(phrase + "[{message: l, any: [x1], reason: r}]", "missing_key 3:49");
        const auto whole = test::check_text(rule_text(phrase + "[{list: l, reason: r}]"));
        CHECK(whole.diagnostics.at(0).message == "the exception voids every phrase of the rule");
        const auto part = test::check_text(rule_text(phrase + "[{any: [抓紧], reason: r}]"));
        CHECK(part.diagnostics.at(0).message == "the exception voids every hit of `抓紧`");
    }

    TEST_CASE("what the customer has said himself")
    {
        check("detect: {phrase: {list: l}}, customer_said: 3", "");
        check("detect: {off_platform: {lists: [l]}}, customer_said: 20", "");
        check("detect: {phrase: {list: l}}, customer_said: 0", "bad_value 3:55");
        check("detect: {phrase: {list: l}}, customer_said: 21", "bad_value 3:55");
        check(response + ", customer_said: 3", "conflict 3:50");
    }

    TEST_CASE("approved snippets are read by everybody, and need no rule")
    {
        const auto result = test::check_text(
            "rules: [{id: a, detect: {response: }}]\nlists: {approved_snippets: {phrases: [您好]}}\n"
        );
        CHECK(test::messages(result) == "");
        REQUIRE(result.rules != nullptr);
        REQUIRE(result.rules->approved);
        CHECK(result.rules->lists[*result.rules->approved].phrases == std::vector<std::string>{"您好"});
    }
}

} // namespace chatqc
