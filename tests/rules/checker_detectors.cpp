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

    TEST_CASE("what customers go through")
    {
        check("made_to_repeat: ", "");
        check(
            "made_to_repeat: {list: m, similarity: 0.7, characters_min: 4, except: [l], no_answer: [l]}", ""
        );
        check("made_to_repeat: {list: m, any: [a1]}", "missing_key 3:20");
        check("made_to_repeat: {list: none, characters_min: 4, except: [l]}", "unknown_name 3:43");
        check("handover: {list: m}", "unknown_key 3:31");
        check("transfer_quality: {max: 2}", "");
        check("transfer_quality: {count: 2}", "unknown_key 3:39");
        check("bot_trap: {list: m, within: 30s, same_text: false}", "");
        check("bot_trap: {within: 30s}", "missing_key 3:20");
        check("late_contact: {hours: '22:00-09:00', silence: 10min, promises: [a1]}", "");
        check("late_contact: {hours: '22:00'}", "bad_value 3:42");
        check("missed_followup: {list: l, silent: 5min, within: 20min}", "");
        check("missed_followup: {silent: 5min}", "missing_key 3:20");
        check("made_to_repeat: {list: m}", "", ", except: [{any: [嗯嗯嗯], reason: r}]");
        CHECK(rules::longest_timer(read("missed_followup: {list: l}").detect) == std::chrono::minutes(30));
        CHECK(rules::longest_timer(read("bot_trap: {list: l}").detect) == std::chrono::seconds(60));
        check_hashes(
            "made_to_repeat: ",
            {"made_to_repeat: {list: m}",
             "made_to_repeat: {similarity: 0.9}",
             "made_to_repeat: {characters_min: 7}",
             "made_to_repeat: {except: [m]}",
             "made_to_repeat: {no_answer: [m]}",
             "handover: ",
             "transfer_quality: ",
             "transfer_quality: {max: 3}",
             "bot_trap: {list: m}",
             "bot_trap: {list: m, within: 59s}",
             "bot_trap: {list: m, same_text: false}",
             "late_contact: ",
             "late_contact: {hours: '22:00-08:00'}",
             "late_contact: {silence: 29min}",
             "late_contact: {promises: m}",
             "late_contact: {no_answer: [m]}",
             "missed_followup: {list: m}",
             "missed_followup: {list: m, silent: 9min}",
             "missed_followup: {list: m, within: 29min}",
             "missed_followup: {list: m, no_answer: [l]}"}
        );
    }

    TEST_CASE("a promise with a time")
    {
        check("promise_ledger: {list: l}", "");
        check("promise_ledger: {any: [发货], apart: 0}", "");
        check("promise_ledger: ", "missing_key 3:20");
        check("promise_ledger: {list: l, apart: -1}", "bad_value 3:53");
        check("promise_ledger: {list: l, within: 2d}", "unknown_key 3:46");
        check("promise_ledger: {list: l, settled_by: [order_paid]}", "");
        check("promise_ledger: {list: l, settled_by: [{event: status, attrs: {status: [a, b], n: 3}}]}", "");
        check("promise_ledger: {list: l, settled_by: order_paid}", "wrong_type 3:58");
        check("promise_ledger: {list: l, settled_by: []}", "wrong_type 3:58");
        check("promise_ledger: {list: l, settled_by: [shipped]}", "bad_value 3:59");
        check("promise_ledger: {list: l, settled_by: [recall]}", "bad_value 3:59");
        check("promise_ledger: {list: l, settled_by: [{attrs: {status: a}}]}", "missing_key 3:59");
        check("promise_ledger: {list: l, settled_by: [{event: status, status: a}]}", "unknown_key 3:75");
        check("promise_ledger: {list: l, settled_by: [{event: status, attrs: a}]}", "wrong_type 3:82");
        check(
            "promise_ledger: {list: l, settled_by: [{event: status, attrs: {a: {b: c}}}]}", "wrong_type 3:86"
        );
        check("promise_ledger: {list: l}", "conflict 3:56", ", points: -1");
        check("promise_ledger: {list: l}", "", ", customer_said: 2");
        CHECK(rules::looks_at_one_message(read("promise_ledger: {list: l}").detect));
        check_hashes(
            "promise_ledger: {list: l}",
            {"promise_ledger: {list: m}",
             "promise_ledger: {list: l, apart: 11}",
             "promise_ledger: {list: l, settled_by: [status]}",
             "promise_ledger: {list: l, settled_by: [{event: status, attrs: {status: a}}]}",
             "promise_ledger: {list: l, settled_by: [{event: status, attrs: {status: [a, b]}}]}",
             "promise_ledger: {list: l, settled_by: [{event: status, attrs: {state: a}}]}"}
        );
    }

    TEST_CASE("incidents")
    {
        check("incident: {of: a}", "");
        check(
            "incident: {of: a, by: agent, count: 2, within: 1min}", "", ", scope: {shop: s1, platform: jd}"
        );
        check("incident: {count: 3}", "missing_key 3:20");
        check("incident: {of: b}", "unknown_name 3:35");
        check("incident: {of: a, by: customer}", "bad_value 3:42");
        check("incident: {of: a, count: 1}", "bad_value 3:45");
        check("incident: {of: a, within: 0s}", "bad_value 3:46");
        check("incident: {of: a}", "conflict 3:48", ", points: -1");
        check("incident: {of: a}", "conflict 3:47", ", scope: {role: agent}");
        check("incident: {of: a}", "conflict 3:45", ", tag: t");
        check("incident: {of: a}", "conflict 3:49", ", except: [{any: [x1], reason: r}]");
        check_hashes(
            "incident: {of: a}",
            {"incident: {of: z}",
             "incident: {of: a, by: agent}",
             "incident: {of: a, count: 6}",
             "incident: {of: a, within: 11min}"}
        );
    }

    TEST_CASE("a scope that leaves out whom the detector looks at")
    {
        check("bot_trap: {list: l}", "never_fires 3:8", ", scope: {role: agent}");
        check("made_to_repeat: ", "never_fires 3:8", ", scope: {role: [agent, bot]}");
        check("customer_risk: {lists: [l]}", "never_fires 3:8", ", scope: {role: agent}");
        check("customer_risk: {lists: [l]}", "", ", scope: {role: [customer, agent]}");
        check("perfunctory: {list: m}", "never_fires 3:8", ", scope: {role: [bot, customer]}");
        check("late_contact: ", "", ", scope: {role: [assist]}");
    }

    TEST_CASE("what must not be said")
    {
        check("off_platform: {lists: [m]}", "");
        check("off_platform: {patterns: '加.?微信', innocent: [m], innocent_patterns: ['不加', '别加']}", "");
        check("off_platform: {about: [l], with: [m], apart: 3, phones: false}", "");
        check("off_platform: ", "missing_key 3:20");
        check("off_platform: {about: [l]}", "missing_key 3:20");
        check("off_platform: {with: [l], phones: true}", "");
        check("off_platform: {list: m}", "missing_key 3:20; unknown_key 3:35");
        check("link_policy: ", "");
        check("link_policy: {allow: [example.com, 'https://a.b']}", "bad_value 3:55");
        check("review_bribe: {lists: [m]}", "", ", review: auto");
        check("ask_credential: {lists: [m]}", "conflict 3:59", ", review: auto");
        check("customer_risk: {lists: [m]}", "conflict 3:58", ", points: -1");
        check("review_removal: {lists: [m]}, except: [{any: [嗯嗯], reason: r}]", "wrong_type 3:19");
        check(
            "review_removal: {lists: [m]}", "exception_swallows 3:60", ", except: [{any: [嗯嗯], reason: r}]"
        );
        CHECK(read("ask_credential: {lists: [m]}").review_required);
        CHECK_FALSE(read("review_bribe: {lists: [m]}").review_required);
        CHECK(rules::looks_at_one_message(read("link_policy: ").detect));
        const auto usual = test::check_text("rules: [{id: a, detect: {off_platform: }}]\n"
                                            "lists: {channels: {phrases: [微信]}, contact: {phrases: "
                                            "[联系]}, off_platform_innocent: {phrases: [微信支付]}}\n");
        REQUIRE(usual.rules != nullptr);
        const auto& made = std::get<rules::policy_detector>(usual.rules->rules.at(0).detect);
        CHECK(made.phones);
        CHECK(made.about.size() + made.with.size() + made.innocent.size() == 3);
        check_hashes(
            "off_platform: {lists: [m]}",
            {"review_bribe: {lists: [m]}",
             "off_platform: {lists: [l]}",
             "off_platform: {lists: [m], patterns: ab}",
             "off_platform: {lists: [m], patterns: ab, shapes: true}",
             "off_platform: {lists: [m], patterns: ab, letters: true}",
             "off_platform: {lists: [m], about: [l]}",
             "off_platform: {lists: [m], with: [l]}",
             "off_platform: {lists: [m], apart: 3}",
             "off_platform: {lists: [m], phones: true}",
             "off_platform: {lists: [m], links: true}",
             "off_platform: {lists: [m], allow: a.b}",
             "off_platform: {lists: [m], innocent: [l]}",
             "off_platform: {lists: [m], innocent_patterns: ab}"}
        );
    }

    TEST_CASE("numbers of persons")
    {
        check("privacy_leak: ", "");
        check(
            "privacy_leak: {phones: false, identities: false, cards: false, addresses: false}",
            "never_fires 3:8"
        );
        check("privacy_leak: {own_contacts: [none]}", "unknown_name 3:50");
        check("privacy_leak: ", "conflict 3:45", ", review: auto");
        CHECK(read("privacy_leak: ").review_required);
        CHECK_FALSE(rules::looks_at_one_message(read("privacy_leak: ").detect));
        check_hashes(
            "privacy_leak: ",
            {"privacy_leak: {phones: false}",
             "privacy_leak: {identities: false}",
             "privacy_leak: {cards: false}",
             "privacy_leak: {addresses: false}",
             "privacy_leak: {own_contacts: [m]}",
             "privacy_leak: {context: [m]}",
             "privacy_leak: {apart: 3}"}
        );
    }
}

} // namespace chatqc
