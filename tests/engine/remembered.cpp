// What a conversation remembers over its sessions, and what becomes of it when the past changes.
#include "engine/conversation/memory.h"
#include "tests/engine/lab.h"

#include <doctest/doctest.h>

using namespace chatqc;

namespace {

const std::string pack = R"(
pack: lab
language: 1
lists:
  nudge: {phrases: [还在吗, 下单, 抓紧]}
  gift: {phrases: [有券]}
rules:
  - {id: alike, points: -1, detect: {nudge_alike: {list: nudge, count: 2}}}
  - {id: empty, points: -1, detect: {empty_nudge: {list: nudge, benefits: [gift]}}}
  - {id: paid, points: -1, detect: {nudge_after_paid: {list: nudge}}}
)";

void check(std::vector<std::string> chat, std::vector<std::string> expected)
{
    test::lab_chat lines;
    lines.lines = std::move(chat);
    CAPTURE(lines.lines.back());
    CHECK(test::judge(pack, lines) == expected);
}

engine::time_point at(int hours)
{
    return engine::time_point{std::chrono::hours{hours}};
}

engine::message said(rules::role who, engine::time_point when)
{
    engine::message value;
    value.role = who;
    value.ts = when;
    return value;
}

} // namespace

TEST_SUITE("engine.remembered")
{
    TEST_CASE("seven days back, the limit included")
    {
        engine::conversation_memory memory;
        engine::keep(engine::memory_of(memory, "r", 0, at(0)), {"m0", at(0), "", false});
        CHECK(engine::memory_of(memory, "r", 0, at(168)).items.size() == 1);
        CHECK(engine::memory_of(memory, "r", 0, at(168) + engine::milliseconds{1}).items.empty());
        engine::keep(engine::memory_of(memory, "q", 0, at(1)), {"m1", at(1), "", false});
        engine::forget_old(memory, at(169));
        REQUIRE(memory.of.size() == 1);
        CHECK(memory.of.front().key == "q");
    }

    TEST_CASE("another epoch begins anew, and the oldest of too many go")
    {
        engine::conversation_memory memory;
        for (int each = 0; each < 40; ++each)
            engine::keep(engine::memory_of(memory, "r", 3, at(1)), {std::to_string(each), at(1), "", false});
        CHECK(engine::memory_of(memory, "r", 3, at(1)).items.size() == engine::remembered_max);
        CHECK(engine::memory_of(memory, "r", 3, at(1)).items.front().id == "8");
        CHECK(engine::memory_of(memory, "r", 4, at(1)).items.empty());
    }

    TEST_CASE("the customer's messages and orders are remembered, whatever the rules")
    {
        engine::conversation_memory memory;
        engine::remember(memory, said(rules::role::agent, at(1)), true);
        CHECK(memory == engine::conversation_memory{});
        engine::remember(memory, said(rules::role::customer, at(2)), true);
        CHECK(memory.heard == 1);
        CHECK(memory.heard_at == at(2));
        auto event = said(rules::role::customer, at(3));
        event.kind = rules::kind::event;
        event.event = rules::event::order_paid;
        engine::remember(memory, event, true);
        CHECK(memory.heard == 1);
        CHECK(memory.orders == 1);
        CHECK(memory.paid_at == at(3));
        event.event = rules::event::order_placed;
        engine::remember(memory, event, true);
        CHECK(memory.orders == 1);
        CHECK(memory.paid_at == engine::time_point::min());
    }

    TEST_CASE("a payment between two sessions is remembered")
    {
        check(
            {"0s customer 我看看", "1s close", "2s order_paid", "60s A 抓紧下单有券"},
            {"60s paid A m3 spans=[m3:0-6 m3:6-12]"}
        );
    }

    TEST_CASE("a recall in an earlier session asks for a person in the later one")
    {
        test::lab_chat chat;
        chat.lines = {"0s A 抓紧下单", "60s recall #1", "2h A 抓紧下单"};
        engine::offline_run run{test::units_of(pack), "lab"};
        for (const auto& one : test::messages_of(chat))
            run.add(one.bind());
        run.end();
        const auto settled = run.settled();
        REQUIRE(settled.size() == 2);
        for (const auto& made : settled) {
            CHECK(made.session == "m2");
            CHECK(made.review_required);
            CHECK(made.receipt.recalled == std::vector<std::string>{"m0"});
        }
    }

    TEST_CASE("a customer's number and address are remembered, whatever style their digits have")
    {
        engine::conversation_memory memory;
        auto value = said(rules::role::customer, at(1));
        value.text = "\uFF11\uFF13\uFF18\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16\uFF17\uFF18，中山路1号";
        engine::remember(memory, value, true);
        CHECK(engine::was_told(memory, "13812345678", at(2)));
        CHECK(engine::was_told(memory, "中山路1号", at(169)));
        CHECK_FALSE(engine::was_told(memory, "中山路1号", at(170)));
        CHECK_FALSE(engine::was_told(memory, "中山路2号", at(2)));
        value = said(rules::role::agent, at(3));
        value.text = "人民街2号";
        engine::remember(memory, value, true);
        CHECK_FALSE(engine::was_told(memory, "人民街2号", at(3)));
    }

    TEST_CASE("numbers are remembered only where a rule looks for them")
    {
        engine::conversation_memory memory;
        auto value = said(rules::role::customer, at(1));
        value.text = "13812345678";
        engine::remember(memory, value, false);
        CHECK(memory.of.empty());
        CHECK(memory.heard == 1);
    }

    TEST_CASE("what a segment tells of numbers is what was told in it")
    {
        engine::segment made;
        made.first.ts = at(10);
        made.until = at(20);
        for (const int hour : {9, 10, 20, 21}) {
            auto value = said(rules::role::customer, at(hour));
            value.text = "13812345678";
            engine::remember(made.after.memory, value, true);
        }
        const auto told = engine::numbers_told_in(made);
        REQUIRE(told.size() == 2);
        CHECK(told[0].at == at(10));
        CHECK(told[1].at == at(20));
        CHECK(std::vector{told[0].hash} == engine::numbers_in("１３８ 1234 5678"));
        CHECK(engine::numbers_in("在吗").empty());
    }

    TEST_CASE("nudges in disguise are remembered as such, over sessions")
    {
        const auto evasions = [](const std::vector<std::string>& lines) {
            test::lab_chat chat;
            chat.lines = lines;
            engine::offline_run run{test::units_of(pack), "lab"};
            for (const auto& one : test::messages_of(chat))
                run.add(one.bind());
            run.end();
            std::vector<std::string> found;
            for (const auto& made : run.settled())
                found.push_back(made.rule + (made.receipt.evasion ? " evasion" : ""));
            return found;
        };
        using said = std::vector<std::string>;
        CHECK(evasions({"0s A 抓-紧，下-单", "2h A 抓紧，下单"}) == said{"alike evasion", "empty evasion"});
        CHECK(evasions({"0s A 抓紧，下-单", "2h A 抓-紧，下单"}) == said{"alike", "empty"});
        CHECK(evasions({"0s A 抓-紧", "1min A 还在吗", "2min A 下单"}) == said{"empty"});
        CHECK(evasions({"0s order_paid", "1s A 抓-紧"}) == said{"paid evasion"});
    }

    TEST_CASE("an edit takes no nudge away and makes none")
    {
        check(
            {"0s A 抓紧下单", "1s edit #1 好的", "2h A 抓紧下单", "3h close"},
            {"7200s alike A m2 count=2 spans=[m2:0-6 m2:6-12]", "9000s empty A m2 count=2"}
        );
        check({"0s A 好的", "1s edit #1 抓紧下单", "2h A 抓紧下单", "3h close"}, {});
    }
}
