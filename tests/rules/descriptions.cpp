// What makes a detector fire, in words: of conduct, promises and incidents.
#include "rules/describe_detector.h"
#include "tests/rules/bundle.h"

#include <doctest/doctest.h>

namespace chatqc {
namespace {

std::string words(const std::string& detect, rules::words_language language)
{
    const auto result = test::check_text(
        "rules:\n- {id: a, detect: {" + detect +
        "}}\nlists: {l: {phrases: [抓紧]}, m: {phrases: [有券, 包邮]}}\n"
    );
    INFO(test::messages(result));
    REQUIRE(result.rules != nullptr);
    return rules::describe_detector(result.rules->rules.at(0).detect, *result.rules, language);
}

void check(const std::string& detect, const std::string& english, const std::string& chinese)
{
    INFO(detect);
    CHECK(words(detect, rules::words_language::en) == english);
    CHECK(words(detect, rules::words_language::zh) == chinese);
}

} // namespace

TEST_SUITE("rules.describe")
{
    TEST_CASE("nudges")
    {
        check(
            "nudge_alike: {list: l, count: 4}",
            "4 nudges of one silence of the customer are pairwise alike (80% or more), over sessions and "
            "whatever the time between: l (1: 抓紧)",
            "顾客一次沉默中，4 条催单两两相似（≥ 80%，跨会话，不论间隔）：词表 l (1: 抓紧)"
        );
        check(
            "nudge_pacing: {list: l, minima: [1min, 2min]}",
            "the first, second … nudge of a silence comes sooner than 60s/2min after the customer's last "
            "message (less 15s), sooner than 2min after the one before, or, behind the last of them, on the "
            "same "
            "day: l (1: 抓紧)",
            "顾客沉默后第 1、2…次催单早于 60s/2min（容差 15s），或距上一次不到 "
            "2min，或次数用完后当天再催：词表 l (1: 抓紧)"
        );
        check(
            "empty_nudge: {list: l, benefits: [m]}",
            "at least 2 nudges of one silence (l (1: 抓紧)), none of which holds a phrase of m (2: 有券, "
            "包邮)",
            "顾客一次沉默中催单至少 2 次（词表 l (1: 抓紧)），没有一次提到：词表 m (2: 有券、包邮)"
        );
    }

    TEST_CASE("what must not be said names only what it looks for")
    {
        check(
            "off_platform: {lists: [l], with: [m], phones: true, links: true, allow: [jd.com]}",
            "leads away from the platform: l (1: 抓紧), a mobile number with m (2: 有券, 包邮) at most 12 "
            "characters beside it or a link to no site of jd.com",
            "引导到站外：词表 l (1: 抓紧)、手机号 与 词表 m (2: 有券、包邮) 相距不超过 12 "
            "字、许可范围（jd.com）以外的链接"
        );
        check("link_policy: ", "sends a link that is not allowed: any link", "发送未许可的链接：任何链接");
        check(
            "privacy_leak: {cards: false, identities: false}",
            "a message holds a mobile number or an address that neither the customer has told in 7 days nor "
            "an "
            "order or card",
            "消息含有本顾客近 7 天没有给过、订单和卡片里也没有的手机号、地址"
        );
    }

    TEST_CASE("promises and incidents")
    {
        check(
            "promise_ledger: {list: m}",
            "something is promised (m (2: 有券, 包邮)) with a time at most 12 characters beside it: a duty "
            "until "
            "then",
            "承诺（词表 m (2: 有券、包邮)）旁边 12 字内说了时间，记为到期要兑现的承诺"
        );
        check(
            "promise_ledger: {list: m, settled_by: [{event: status, attrs: {status: [shipped, done], by: "
            "x}}, "
            "order_paid]}",
            "something is promised (m (2: 有券, 包邮)) with a time at most 12 characters beside it: a duty "
            "until then, kept by the event status (status shipped/done) (by x) or order_paid",
            "承诺（词表 m (2: 有券、包邮)）旁边 12 字内说了时间，记为到期要兑现的承诺，以事件 status (status "
            "shipped/done) (by x) 或 order_paid 为兑现"
        );
        check(
            "incident: {of: a, by: agent, count: 3, within: 1h}",
            "3 verdicts of a within 60min on one day and of one agent",
            "同一客服当天 60min 内有 3 个 a 的质检结果"
        );
    }
}

} // namespace chatqc
