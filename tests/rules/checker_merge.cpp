// Profiles, shops, calendars, and packs together.
#include "rules/shops.h"
#include "tests/rules/bundle.h"

#include <doctest/doctest.h>

namespace chatqc {
namespace {

void check(const std::string& text, const std::string& expected)
{
    INFO(text);
    CHECK(test::check_summary(text) == expected);
}

rules::check_result check_packs(const std::string& a, const std::string& b)
{
    return rules::check(
        {test::bundle_of({{"pack.yaml", "pack: a\n" + a}}, "a"),
         test::bundle_of({{"pack.yaml", "pack: b\n" + b}}, "b")}
    );
}

std::chrono::minutes min(int value)
{
    return std::chrono::minutes(value);
}

} // namespace

TEST_SUITE("rules.checker")
{
    TEST_CASE("clock profiles")
    {
        const auto result = test::check_text(
            "profiles:\n"
            "  ours: {counts: first_round, hours: \"09:00-18:00\", hours_by: session_start, unanswered: "
            "capped, cap: 300s,\n"
            "         skips_acknowledgements: true, bot_replies: true, limit: 60s, warn: 30s}\n"
            "rules: [{id: a, detect: {response: {profile: ours}}}]\n"
        );
        CHECK(test::messages(result) == "");
        REQUIRE(result.rules != nullptr);
        const rules::clock_profile& ours = result.rules->profiles.back();
        CHECK(ours.name == "ours");
        CHECK(ours.first_round_only);
        CHECK(ours.hours == rules::clock_hours::by_session_start);
        CHECK(ours.window.from == min(540));
        CHECK(ours.unanswered == rules::unanswered_as::capped);
        CHECK(ours.cap == std::chrono::seconds(300));
        CHECK(ours.bot_replies);
        const auto& response = std::get<rules::response_detector>(result.rules->rules[0].detect);
        CHECK(response.limit == std::chrono::seconds(60));
        CHECK(response.warn == std::chrono::seconds(30));
        check("profiles: {internal: {}}\n", "duplicate_name 2:12");
        check("profiles: {x: {unanswered: capped}}\n", "missing_key 2:12");
        check("profiles: {x: {hours_by: question}}\n", "conflict 2:26");
        check("profiles: {x: {hours: \"9-5\"}}\n", "bad_value 2:23");
        check("profiles: {x: {limit: 60s, warn: 60s}}\n", "bad_value 2:34");
        check("profiles: {x: {limit: 60}}\n", "bad_value 2:23");
        check("profiles: {x: {counts: rounds}}\n", "bad_value 2:24");
    }

    TEST_CASE("gaps of platforms and shops; the shop goes first, then its platform")
    {
        const auto result =
            test::check_text("platforms:\n"
                             "  jd: {session_gap: 15min}\n"
                             "  tmall: {reopen_gap: 0s}\n"
                             "shops:\n"
                             "  s1: {session_gap: 5min}\n"
                             "  s2: {calendar: {zone: Europe/London, hours: \"09:00-17:00\"}}\n");
        CHECK(test::messages(result) == "");
        REQUIRE(result.rules != nullptr);
        const rules::rule_set& set = *result.rules;
        CHECK(rules::settings_of(set, "jd", "").session_gap == min(15));
        CHECK_FALSE(rules::settings_of(set, "jd", "").reopen_gap.has_value()
        ); // the pack's entry replaces the built-in
        CHECK(rules::settings_of(set, "jd", "s1").session_gap == min(5));
        CHECK(rules::settings_of(set, "jd", "s2").session_gap == min(15));
        CHECK(rules::settings_of(set, "jd", "s2").hours->zone == "Europe/London");
        CHECK(rules::settings_of(set, "twitter", "").session_gap == std::chrono::hours(24));
        CHECK_FALSE(rules::settings_of(set, "", "").session_gap.has_value());
        CHECK(rules::settings_of(set, "", "").hours == &set.default_calendar);
        REQUIRE(result.zones.size() == 1);
        CHECK(result.zones[0].zone == "Europe/London");
        CHECK(result.zones[0].where.line == 7);
        check("shops: {a: {gap: 5min}}\n", "unknown_key 2:13");
        check("platforms: {jd: {session_gap: 1s}}\n", "bad_value 2:31");
    }

    TEST_CASE("the calendar of a shop is its own, its platform's, or the default; on its platform only")
    {
        const auto result = test::check_text("platforms:\n"
                                             "  jd: {calendar: {zone: Europe/Paris}}\n"
                                             "shops:\n"
                                             "  s1: {session_gap: 5min}\n"
                                             "  s2: {platform: tmall, calendar: {zone: Europe/London}}\n");
        CHECK(test::messages(result) == "");
        REQUIRE(result.rules != nullptr);
        const auto zone_of = [&](std::string_view platform, std::string_view shop) {
            return rules::settings_of(*result.rules, platform, shop).hours->zone;
        };
        CHECK(zone_of("jd", "s1") == "Europe/Paris");
        CHECK(zone_of("jd", "s2") == "Europe/Paris");
        CHECK(zone_of("tmall", "s2") == "Europe/London");
        CHECK(zone_of("tmall", "s1") == result.rules->default_calendar.zone);
    }

    TEST_CASE("jd and twitter have gaps of their own")
    {
        const auto result = test::check_text("rules: []\n");
        REQUIRE(result.rules != nullptr);
        CHECK(rules::settings_of(*result.rules, "jd", "x").session_gap == min(10));
        CHECK(rules::settings_of(*result.rules, "jd", "x").reopen_gap == min(10));
    }

    TEST_CASE("calendars with holidays")
    {
        const auto result =
            test::check_text("calendar:\n"
                             "  zone: Asia/Shanghai\n"
                             "  hours: \"09:00-22:00\"\n"
                             "  day_start: \"02:00\"\n"
                             "  exceptions: [2025-10-01..2025-10-03 closed, \"2025-09-28 09:00-18:00\"]\n");
        CHECK(test::messages(result) == "");
        REQUIRE(result.rules != nullptr);
        const rules::calendar& calendar = result.rules->default_calendar;
        CHECK_FALSE(calendar.is_default);
        CHECK(calendar.day_start == min(120));
        REQUIRE(calendar.exceptions.size() == 4);
        CHECK_FALSE(calendar.exceptions[0].closed);
        CHECK(calendar.exceptions[0].working.to == min(18 * 60));
        CHECK(calendar.exceptions[1].closed);
        check("calendar: {exceptions: [2025-10-01]}\n", "bad_value 2:25");
        check("calendar: {exceptions: [2025-10-01 closed, 2025-10-01 closed]}\n", "duplicate_name 2:24");
        check("calendar: {day_start: \"13:00\"}\n", "bad_value 2:23");
        check("calendar: {exceptions: {file: none.txt}}\n", "missing_file 2:31");
    }

    TEST_CASE("a calendar's file")
    {
        const auto result = rules::check({test::bundle_of(
            {{"pack.yaml", "pack: p\ncalendar: {exceptions: {file: days.txt}}\n"},
             {"days.txt", "# 国庆\n2025-10-01..2025-10-07 closed # 放假\n2025-10-11 08:00-23:00\nnonsense\n"}}
        )});
        CHECK(test::summary(result) == "bad_value 4:1");
        CHECK(result.diagnostics[0].where.file == "p/days.txt");
    }

    TEST_CASE("packs together: rules are unique, lists are not shared, ack and its like merge")
    {
        const std::string lists = "lists: {l: {phrases: [抓紧]}, ack: {phrases: [好的, 谢谢]}}\n";
        const auto both = check_packs(
            lists + "rules: [{id: r.a, detect: {phrase: {list: l}}}]\n",
            "lists: {l: {phrases: [催促]}, ack: {phrases: [thanks, 谢谢], whole_word: true}}\n"
            "rules: [{id: r.b, detect: {phrase: {list: l}}}]\n"
        );
        CHECK(test::messages(both) == "");
        REQUIRE(both.rules != nullptr);
        REQUIRE(both.rules->ack.has_value());
        const rules::phrase_list& ack = both.rules->lists[*both.rules->ack];
        CHECK(ack.phrases == std::vector<std::string>{"好的", "谢谢", "thanks"});
        CHECK(ack.whole_word);
        CHECK_FALSE(both.rules->wait.has_value());
        const auto list_of = [&](std::size_t rule) {
            return both.rules->lists[std::get<rules::phrase_detector>(both.rules->rules[rule].detect).list]
                .name;
        };
        CHECK(list_of(0) == "a/l");
        CHECK(list_of(1) == "b/l");

        CHECK(
            test::summary(check_packs(
                "rules: [{id: r, detect: {response: {}}}]\n", "rules: [{id: r, detect: {response: {}}}]\n"
            )) == "duplicate_name 2:14"
        );
        CHECK(test::summary(check_packs("pass_mark: 80\n", "pass_mark: 80\n")) == "conflict 2:12");
        CHECK(test::summary(check_packs("calendar: {}\n", "calendar: {}\n")) == "conflict 2:11");
        CHECK(test::summary(check_packs("shops: {s: {}}\n", "shops: {s: {}}\n")) == "duplicate_name 2:9");
        CHECK(
            test::summary(check_packs("profiles: {x: {}}\n", "profiles: {x: {}}\n")) == "duplicate_name 2:12"
        );
    }

    TEST_CASE("the order of packs does not change what they mean")
    {
        const std::string a = "lists: {ack: {phrases: [好的]}}\nrules: [{id: r.a, detect: {response: {}}}]\n";
        const std::string b = "lists: {ack: {phrases: [ok]}}\nrules: [{id: r.b, detect: {response: {}}}]\n";
        const auto bundle = [](const std::string& name, const std::string& text) {
            return test::bundle_of({{"pack.yaml", "pack: " + name + "\n" + text}}, name);
        };
        const auto one = rules::check({bundle("a", a), bundle("b", b)});
        const auto two = rules::check({bundle("b", b), bundle("a", a)});
        REQUIRE(one.rules != nullptr);
        REQUIRE(two.rules != nullptr);
        CHECK(one.rules->hash == two.rules->hash);
        CHECK(one.rules->rules[0].hash == two.rules->rules[0].hash);
    }
}

} // namespace chatqc
