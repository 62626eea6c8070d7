// The packs that ship: clean, tested, and the same compiled in as on disk.
#include "rules/detectors.h"
#include "tests/rules/bundle.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

namespace chatqc {
namespace {

const rules::check_result& checked(const std::string& name)
{
    static std::map<std::string, rules::check_result> results;
    const auto known = results.find(name);
    if (known != results.end())
        return known->second;
    for (const rules::pack_bundle& each : test::shipped_packs())
        if (each.folder == name)
            results.emplace(name, rules::check({each}));
    return results.at(name);
}

const std::vector<std::string> names{"zh-ecommerce", "en-support"};

} // namespace

TEST_SUITE("rules.packs")
{
    TEST_CASE("each pack is clean, alone and together")
    {
        for (const std::string& name : names)
            CHECK(test::messages(checked(name)) == "");
        CHECK(test::messages(rules::check(test::shipped_packs())) == "");
    }

    TEST_CASE("every rule says why, and in which language")
    {
        for (const std::string& name : names) {
            REQUIRE(checked(name).rules != nullptr);
            for (const rules::rule& rule : checked(name).rules->rules) {
                INFO(rule.id);
                CHECK(rules::count_characters(rule.why) > 15);
                CHECK(!rule.name_zh.empty());
                CHECK(!rule.name_en.empty());
                CHECK(rule.hash.size() == 16);
            }
        }
    }

    TEST_CASE("every rule has two tests in which it fires and two in which it is silent")
    {
        for (const std::string& name : names) {
            std::map<std::string, int> firing;
            std::map<std::string, int> silent;
            for (const rules::test_case& each : checked(name).tests) {
                const std::string about = each.name.substr(0, each.name.find(" / "));
                REQUIRE((each.expect.has_value() || !each.rounds.empty() || each.tags.has_value()));
                const auto names_it = [&](const rules::expected_verdict& v) { return v.rule == about; };
                const bool is_tagged = each.tags && about.find("scene.") != std::string::npos &&
                                       each.tags == std::vector{about.substr(about.rfind('.') + 1)};
                const bool fires =
                    is_tagged ||
                    (each.expect && std::any_of(each.expect->begin(), each.expect->end(), names_it));
                ++(fires ? firing : silent)[about];
            }
            REQUIRE(checked(name).rules != nullptr);
            for (const rules::rule& rule : checked(name).rules->rules) {
                INFO(rule.id);
                CHECK(firing[rule.id] >= 2);
                CHECK(silent[rule.id] >= 2);
            }
        }
    }

    TEST_CASE("each pack uses what the language can say of chats")
    {
        for (const std::string& name : names) {
            REQUIRE(checked(name).rules != nullptr);
            std::set<std::string> used;
            for (const rules::rule& rule : checked(name).rules->rules)
                used.emplace(rules::name_of(rule.detect));
            for (const char* detector :
                 {"phrase",
                  "pattern",
                  "first_response",
                  "response",
                  "unanswered",
                  "required_phrase",
                  "repeat",
                  "max_phrase",
                  "nudge_burst",
                  "nudge_alike",
                  "nudge_pacing",
                  "nudge_after_paid",
                  "empty_nudge",
                  "nudge_before_answer",
                  "perfunctory",
                  "made_to_repeat",
                  "handover",
                  "transfer_quality",
                  "bot_trap",
                  "late_contact",
                  "missed_followup",
                  "off_platform",
                  "ask_credential",
                  "review_removal",
                  "review_bribe",
                  "customer_risk",
                  "link_policy",
                  "privacy_leak",
                  "apology_after_wait",
                  "promise_followup",
                  "promise_ledger",
                  "sequence",
                  "expression"}) {
                INFO(name, " ", detector);
                CHECK(used.contains(detector));
            }
        }
    }

    TEST_CASE("praise is in shadow until a shop wants it")
    {
        for (const std::string& name : names)
            for (const rules::rule& rule : checked(name).rules->rules) {
                INFO(rule.id);
                CHECK((rule.points <= 0 || rule.mode == rules::mode::shadow));
            }
    }

    TEST_CASE("what a customer says costs nobody points, and no hint is a red line by itself")
    {
        for (const std::string& name : names) {
            REQUIRE(checked(name).rules != nullptr);
            for (const rules::rule& rule : checked(name).rules->rules) {
                INFO(rule.id);
                if (rule.scope.roles == std::vector<rules::role>{rules::role::customer})
                    CHECK((rule.points == 0 && rule.severity != rules::level::critical));
                if (rule.id.find("hint") != std::string::npos)
                    CHECK(rule.review_required);
            }
        }
    }

    TEST_CASE("only the internal profile scores")
    {
        for (const std::string& name : names) {
            REQUIRE(checked(name).rules != nullptr);
            for (const rules::rule& rule : checked(name).rules->rules) {
                INFO(rule.id);
                if (const auto* response = std::get_if<rules::response_detector>(&rule.detect))
                    CHECK((response->profile == 0 || rule.points == 0));
                if (const auto* unanswered = std::get_if<rules::unanswered_detector>(&rule.detect)) {
                    CHECK((unanswered->profile == 0 || rule.points == 0));
                    CHECK((unanswered->profile != 0 || rule.charge_once == "wait"));
                }
            }
        }
    }

    TEST_CASE("the vectors of SPEC 4 are among the tests")
    {
        std::set<std::string> found;
        for (const rules::test_case& each : checked("zh-ecommerce").tests)
            found.insert(each.name.substr(0, each.name.find(',')));
        for (const char* vector : {"T1", "T2", "T3", "T4", "T5", "T6", "J1", "J2", "X2"})
            CHECK(found.count(vector) == 1);
    }

    TEST_CASE("what is compiled in is what lies on disk")
    {
        CHECK(rules::built_in_pack_names() == names);
        CHECK_FALSE(rules::built_in_pack("none").has_value());
        for (const rules::pack_bundle& on_disk : test::shipped_packs()) {
            const auto built_in = rules::built_in_pack(on_disk.folder);
            REQUIRE(built_in.has_value());
            std::map<std::string, std::string> inside;
            std::map<std::string, std::string> outside;
            for (const auto& file : built_in->files)
                inside[file.name] = file.text;
            for (const auto& file : on_disk.files)
                outside[file.name] = file.text;
            CHECK(inside == outside);
        }
    }

    TEST_CASE("without a choice the Chinese pack judges")
    {
        const auto packs = rules::built_in_packs();
        REQUIRE(packs.size() == 1);
        CHECK(packs.front().folder == "zh-ecommerce");
    }

    TEST_CASE("the built-in profiles are SPEC 4's")
    {
        REQUIRE(checked("zh-ecommerce").rules != nullptr);
        const auto& profiles = checked("zh-ecommerce").rules->profiles;
        REQUIRE(profiles.size() == 6);
        CHECK(profiles[0].name == "internal");
        CHECK(profiles[0].skips_acknowledgements);
        CHECK(profiles[0].limit == rules::milliseconds(180'000));
        CHECK(profiles[0].first_limit == rules::milliseconds(30'000));
        CHECK(profiles[2].name == "taobao_avg");
        CHECK(profiles[2].cap == rules::milliseconds(600'000));
        CHECK_FALSE(profiles[2].limit.has_value());
        CHECK(profiles[3].name == "jd_first30");
        CHECK(profiles[3].first_round_only);
        CHECK(profiles[3].hours == rules::clock_hours::by_session_start);
        for (std::size_t i = 1; i < profiles.size(); ++i) {
            CHECK(profiles[i].follows_transfer);
            CHECK_FALSE(profiles[i].skips_acknowledgements);
            CHECK_FALSE(profiles[i].bot_replies);
        }
    }
}

} // namespace chatqc
