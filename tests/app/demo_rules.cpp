// The demo's traffic hits every rule of the built-in packs.
#include "app/pack_check.h"
#include "bench/demo_traffic.h"
#include "engine/offline.h"
#include "rules/pack_bundle.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace chatqc;

namespace {

// Rules and tags that a day of it hits.
std::set<std::string> hit_on(
    std::chrono::year_month_day day, bench::demo_language language, std::shared_ptr<const engine::unit> unit
)
{
    engine::unit_log units;
    units.activate(engine::time_point::min(), std::move(unit));
    engine::offline_run run{std::move(units), "demo"};
    for (const bench::demo_message& said : bench::demo_day(1, std::chrono::sys_days(day), language)) {
        const std::string conversation = "c" + std::to_string(said.chat);
        const std::string id = "m" + std::to_string(said.index);
        engine::message made;
        made.id = id;
        made.conversation = conversation;
        made.ts = said.at;
        made.seq = said.index;
        made.role = said.line.role;
        made.kind = said.line.kind;
        made.event = said.line.event;
        made.text = said.line.text;
        made.sender = said.line.sender;
        made.to = said.line.to;
        made.platform = said.shop->platform;
        made.shop = said.shop->name;
        made.group = said.group;
        CHECK(run.add(made) == engine::offline_result::accepted);
    }
    run.end();
    std::set<std::string> hit;
    for (const engine::verdict& each : run.settled())
        hit.insert(each.rule);
    for (const auto& each : run.sessions())
        for (const std::string& tag : each.summary.tags)
            hit.insert("tag " + tag);
    return hit;
}

void check_day(const char* pack, std::chrono::year_month_day day, bench::demo_language language)
{
    const app::checked_packs checked = app::check_packs({*rules::built_in_pack(pack)}, nullptr);
    REQUIRE(checked.unit != nullptr);
    const auto hit = hit_on(day, language, checked.unit);
    const rules::rule_set& set = *checked.unit->rules;
    for (const rules::rule& one : set.rules) {
        INFO(one.id);
        CHECK(hit.contains(one.puts ? "tag " + set.tags[*one.puts].name : one.id));
    }
}

} // namespace

TEST_SUITE("app.demo")
{
    using namespace std::chrono_literals;

    TEST_CASE("a day of the demo hits every built-in rule, those of a promotion on its day")
    {
        check_day("zh-ecommerce", 2026y / 11 / 11, bench::demo_language::zh);
        check_day("en-support", 2026y / 11 / 28, bench::demo_language::en);
    }

    TEST_CASE("a stream rehearses rules if it is asked to, and no bench asks")
    {
        const bench::demo_time start{std::chrono::sys_days{2026y / 11 / 11}};
        bench::demo_stream plain{1, start, 4};
        bench::demo_stream rehearsing{1, start, 4, bench::demo_language::zh, true};
        std::set<std::string> plain_texts;
        std::set<std::string> rehearsed_texts;
        for (int each = 0; each < 4'000; ++each) {
            plain_texts.insert(std::string{plain.next().line.text});
            rehearsed_texts.insert(std::string{rehearsing.next().line.text});
        }
        CHECK_FALSE(plain_texts.contains("你脑残吧"));
        CHECK(rehearsed_texts.contains("你脑残吧"));
    }
}
