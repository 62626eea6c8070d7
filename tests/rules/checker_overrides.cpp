// What later files change of a rule, for whom and when; campaigns and tags.
#include "tests/rules/bundle.h"

#include <doctest/doctest.h>

namespace chatqc {
namespace {

const std::string base = R"(pack: p
lists: {l: {phrases: [加微信, 加我]}, own: {phrases: [官方微信群]}}
rules:
  - id: a
    points: -5
    scope: {role: agent}
    detect: {phrase: {list: l}}
    except: [{list: own, reason: ours}]
  - {id: b, points: -1, detect: {phrase: {any: [赶紧, 抓紧]}}}
)";

rules::check_result check_shop(const std::string& shop_file, const std::string& of = base)
{
    return rules::check({test::bundle_of({{"pack.yaml", of}, {"rules.d/shop.yaml", shop_file}})});
}

void check(const std::string& shop_file, const std::string& expected)
{
    INFO(shop_file);
    CHECK(test::summary(check_shop(shop_file)) == expected);
}

// "a -5 not:s1; a -2 in:s1" of the rules called `a`, in order.
std::string forms_of(const rules::check_result& result)
{
    INFO(test::messages(result));
    REQUIRE(result.rules != nullptr);
    std::string text;
    const auto add = [&](const std::string& what, const auto& names) {
        for (const auto& each : names)
            text += " " + what + ":" + each;
    };
    const auto campaigns = [&](const auto& indices) {
        std::vector<std::string> names;
        for (const auto each : indices)
            names.push_back(result.rules->campaigns[each].name);
        return names;
    };
    for (const rules::rule& each : result.rules->rules) {
        if (each.id != "a")
            continue;
        text += (text.empty() ? "a " : "; a ") + std::to_string(each.points);
        add("in", each.scope.shops);
        add("not", each.scope.not_shops);
        add("during", campaigns(each.scope.campaigns));
        add("outside", campaigns(each.scope.outside_campaigns));
    }
    return text;
}

const rules::rule& form(const rules::check_result& result, std::size_t index)
{
    INFO(test::messages(result));
    REQUIRE(result.rules != nullptr);
    return result.rules->rules[index];
}

std::vector<std::string> phrases(const rules::check_result& result, std::size_t index)
{
    const auto& detect = std::get<rules::phrase_detector>(form(result, index).detect);
    return result.rules->lists[detect.list].phrases;
}

const std::string sales =
    "campaigns: {sale: {from: 2025-11-10, to: 2025-11-12}, night: {from: 2025-11-11, to: "
    "2025-11-12}}\n";

} // namespace

TEST_SUITE("rules.overrides")
{
    TEST_CASE("replace takes single keys, for all or for the file's shops")
    {
        CHECK(forms_of(check_shop("rules: [{override: a, replace: {points: -2}}]\n")) == "a -2");
        CHECK(
            forms_of(check_shop("shop: s1\nrules: [{override: a, replace: {points: -2}}]\n")) ==
            "a -5 not:s1; a -2 in:s1"
        );
        CHECK(
            forms_of(check_shop("shop: [s1, s2]\nrules: [{override: a, replace: {mode: off}}]\n")) ==
            "a -5 not:s1 not:s2"
        );
        CHECK(
            forms_of(check_shop("shop: [s1, s2]\nrules: [{override: a, replace: {points: -2}}]\n")) ==
            "a -5 not:s1 not:s2; a -2 in:s1 in:s2"
        );
        const auto other = check_shop("shop: s1\nrules: [{override: a, replace: {points: -2}}]\n");
        CHECK(form(other, 0).hash != form(other, 1).hash);
        CHECK(form(other, 0).except.size() == 1);
        CHECK(form(other, 1).except.size() == 1);
        CHECK(form(other, 1).scope.roles == std::vector{rules::role::agent});
    }

    TEST_CASE("append adds to lists and maps")
    {
        const auto result = check_shop(
            "shop: s1\n"
            "lists: {ours: {phrases: [加微信群]}}\n"
            "rules:\n"
            "  - override: a\n"
            "    append: {except: [{list: ours, reason: the shop's}], scope: {role: [assist], group: g}}\n"
            "  - {override: b, append: {detect: {phrase: {any: [快拍]}}}}\n"
        );
        CHECK(test::messages(result) == "");
        CHECK(form(result, 1).except.size() == 2);
        CHECK(form(result, 1).scope.roles == std::vector{rules::role::agent, rules::role::assist});
        CHECK(form(result, 1).scope.groups == std::vector<std::string>{"g"});
        CHECK(form(result, 0).scope.groups.empty());
        CHECK(phrases(result, 2) == std::vector<std::string>{"赶紧", "抓紧"});
        CHECK(phrases(result, 3) == std::vector<std::string>{"赶紧", "抓紧", "快拍"});
    }

    TEST_CASE("overrides follow each other in reading order, campaigns included")
    {
        CHECK(
            forms_of(check_shop(
                "rules: [{override: a, replace: {points: -2}}, {override: a, replace: {points: -3}}]\n"
            )) == "a -3"
        );
        CHECK(
            forms_of(check_shop(sales + "campaign: sale\nrules: [{override: a, replace: {points: -2}}]\n")) ==
            "a -5 outside:sale; a -2 during:sale"
        );
        const auto both = rules::check({test::bundle_of(
            {{"pack.yaml", base + sales},
             {"rules.d/1.yaml", "campaign: sale\nrules: [{override: a, replace: {points: -2}}]\n"},
             {"rules.d/2.yaml", "campaign: night\nshop: s1\nrules: [{override: a, replace: {points: -3}}]\n"}}
        )});
        CHECK(
            forms_of(both) == "a -5 not:s1 outside:sale; a -2 not:s1 during:sale; "
                              "a -5 in:s1 outside:sale outside:night; a -2 in:s1 during:sale outside:night; "
                              "a -3 in:s1 during:night"
        );
    }

    TEST_CASE("a rule of a shop's or a campaign's file is that shop's, in that campaign")
    {
        const auto result = check_shop(
            sales + "shop: s1\ncampaign: sale\nrules: [{id: c, detect: {phrase: {any: [补差价]}}}]\n"
        );
        CHECK(test::messages(result) == "");
        CHECK(form(result, 2).scope.shops == std::vector<std::string>{"s1"});
        CHECK(form(result, 2).scope.campaigns.size() == 1);
    }

    TEST_CASE("a later pack overrides an earlier one; names are those of the file they stand in")
    {
        const std::string other = "pack: q\nlists: {l: {phrases: [微信联系]}}\n"
                                  "rules: [{override: a, append: {except: [{list: l, reason: r}]}}]\n";
        const auto result = rules::check(
            {test::bundle_of({{"pack.yaml", base}}, "p"), test::bundle_of({{"pack.yaml", other}}, "q")}
        );
        CHECK(test::messages(result) == "");
        const auto& rule = form(result, 0);
        CHECK(rule.pack == "p");
        CHECK(phrases(result, 0) == std::vector<std::string>{"加微信", "加我"});
        REQUIRE(rule.except.size() == 2);
        CHECK(result.rules->lists[*rule.except[1].list].phrases == std::vector<std::string>{"微信联系"});
        const auto before = rules::check(
            {test::bundle_of({{"pack.yaml", other}}, "q"), test::bundle_of({{"pack.yaml", base}}, "p")}
        );
        CHECK(test::summary(before) == "unknown_name 3:20");
    }

    TEST_CASE("what cannot be overridden")
    {
        check("rules: [{override: c, replace: {points: -2}}]\n", "unknown_name 1:20");
        check("rules: [{override: a}]\n", "missing_key 1:9");
        check("rules: [{override: a, points: -2, replace: {points: -2}}]\n", "unknown_key 1:23");
        check("rules: [{override: a, replace: {id: c}}]\n", "conflict 1:33");
        check("rules: [{override: a, replace: [points]}]\n", "wrong_type 1:32");
        check("rules: [{override: a, replace: {pionts: -2}}]\n", "unknown_key 1:33");
        check("rules: [{override: a, replace: {points: much}}]\n", "bad_value 1:41");
        check("rules: [{override: a, append: {points: -2}}]\n", "conflict 1:32");
        check("shop: s1\nshops: {s1: {session_gap: 10min}}\n", "conflict 1:7");
        check("shop: ''\nrules: []\n", "bad_value 1:7");
        check("shop: s1\nrules: [{id: c, scope: {shop: s2}, detect: {response: {}}}]\n", "never_fires 2:14");
        std::string many;
        for (int each = 0; each <= 200; ++each)
            many += (each == 0 ? "" : ", ") + std::string("s") + std::to_string(each);
        check("shop: [" + many + "]\nrules: []\n", "too_large 1:7");
        check("campaign: sale\nrules: [{override: a, replace: {points: -2}}]\n", "unknown_name 1:11");
        check(
            sales + "campaign: sale\nrules: [{override: a, append: {scope: {campaign: night}}}]\n",
            "conflict 2:11"
        );
    }

    TEST_CASE("campaigns")
    {
        const auto check_campaign = [](const std::string& text, const std::string& expected) {
            INFO(text);
            CHECK(test::check_summary(text) == expected);
        };
        const std::string rule = "rules: [{id: a, scope: {campaign: x}, detect: {response: {}}}]\n";
        check_campaign("campaigns: {x: {from: 2025-11-10T20:00, to: 2025-11-12}}\n" + rule, "");
        check_campaign("campaigns: {x: {from: 2025-11-12, to: 2025-11-10}}\n" + rule, "bad_value 2:13");
        check_campaign("campaigns: {x: {from: 2025-11-12}}\n" + rule, "missing_key 2:16");
        check_campaign("campaigns: {y: {from: 2025-11-10, to: 2025-11-12}}\n" + rule, "unknown_name 3:35");
        const auto result =
            test::check_text("campaigns: {x: {from: 2025-11-10T20:00, to: 2025-11-12}}\n"
                             "rules: [{id: a, scope: {outside_campaign: [x]}, detect: {response: {}}}]\n");
        REQUIRE(result.rules != nullptr);
        CHECK(result.rules->rules[0].scope.outside_campaigns == std::vector<rules::campaign_index>{0});
        CHECK(
            result.rules->campaigns[0].from ==
            std::chrono::sys_days(std::chrono::year{2025} / 11 / 10) + std::chrono::hours(12)
        );
    }

    TEST_CASE("tags")
    {
        const auto result =
            test::check_text("rules:\n"
                             "  - {id: tag.a, tag: logistics, name: {zh: 物流, en: Logistics}, detect: "
                             "{phrase: {any: [物流, 快递]}}}\n"
                             "  - {id: tag.b, tag: logistics, detect: {phrase: {any: [发货, 到哪]}}}\n");
        CHECK(test::messages(result) == "");
        REQUIRE(result.rules->tags.size() == 1);
        CHECK(result.rules->tags[0].name_zh == "物流");
        CHECK(result.rules->rules[1].puts == rules::tag_index{0});
        const auto check_tag = [](const std::string& keys, const std::string& expected) {
            INFO(keys);
            CHECK(
                test::check_summary("rules: [{id: a, " + keys + ", detect: {response: {}}}]\n") == expected
            );
        };
        check_tag("tag: 物流", "bad_value 2:22");
        check_tag("tag: t, points: -5", "conflict 2:33");
        check_tag("tag: t, level: major", "conflict 2:32");
        check_tag("tag: t, mode: shadow", "conflict 2:22");
        check_tag("tag: t, mode: off", "");
    }
}

} // namespace chatqc
