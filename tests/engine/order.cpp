// The central promise on one shard: however the messages arrive, the settled verdicts are the same (SPEC §3).
#include "tests/engine/lab.h"
#include "tests/engine/lagging_history.h"
#include "tests/support/seed.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <tuple>
#include <utility>

using namespace chatqc;
using test::lab_message;
using test::lagging_history;

namespace {

const std::string lab_rules = R"(
pack: lab
language: 1
lists:
  ack: {phrases: [好的, 谢谢, 嗯]}
  asks: {phrases: [请提供]}
  bad: {phrases: [笨蛋]}
  hello: {phrases: [您好]}
  nudge: {phrases: [还在吗, 下单]}
rules:
  - {id: first, name: {zh: a, en: a}, why: x, category: timeliness, level: minor, points: -2, detect: {first_response: {limit: 30s}}}
  - {id: slow, name: {zh: a, en: a}, why: x, category: timeliness, level: minor, points: -2, detect: {response: {limit: 180s}}}
  - {id: kpi, name: {zh: a, en: a}, why: x, category: timeliness, level: minor, points: 0, detect: {response: {profile: taobao_3min, limit: 60s}}}
  - {id: silent, name: {zh: a, en: a}, why: x, category: timeliness, level: minor, points: -2, detect: {unanswered: {}}}
  - {id: bad, name: {zh: a, en: a}, why: x, category: attitude, level: minor, points: -2, detect: {phrase: {list: bad}}}
  - {id: hello, name: {zh: a, en: a}, why: x, category: standards, level: minor, points: -2, detect: {required_phrase: {list: hello, range: first 2}}}
  - {id: bye, name: {zh: a, en: a}, why: x, category: standards, level: minor, points: -2, detect: {required_phrase: {list: hello, range: last 3}}}
  - {id: again, name: {zh: a, en: a}, why: x, category: standards, level: minor, points: -2, detect: {repeat: {count: 2}}}
  - {id: nudge, name: {zh: a, en: a}, why: x, category: sales, level: minor, points: -2, detect: {nudge_burst: {list: nudge, count: 3, within: 60s}}}
)";

std::vector<lab_message> random_traffic(test::random& random)
{
    static const std::vector<std::string> said{
        "customer 在吗",  "customer->A 多少钱",
        "customer 好的",  "customer->B 人呢",
        "A 您好",         "A 亲亲这款有现货的哦",
        "B 您好",         "A 还在吗",
        "A 现在下单",     "B 笨蛋",
        "transfer A->B",  "transfer B->A",
        "assign A",       "assign B",
        "close",          "blocked",
        "autoreply 稍等", "system 提示",
        "order_paid",     "A 亲亲这款有现货的哦",
    };
    std::vector<lab_message> all;
    const auto conversations = random.between(1, 4);
    for (std::int64_t number = 0; number < conversations; ++number) {
        test::lab_chat chat;
        chat.conversation = "c" + std::to_string(number);
        chat.platform = random.chance(30) ? "jd" : "";
        chat.start = "2025-01-06 22:40:00";
        std::int64_t at = random.between(0, 3'000'000);
        const auto count = random.between(1, 40);
        for (std::int64_t line = 0; line < count; ++line) {
            auto line_said = said[random.below(said.size())];
            if (line > 0 && random.chance(8)) {
                const auto earlier = "#" + std::to_string(1 + random.below(static_cast<std::uint64_t>(line)));
                line_said = random.chance(50) ? "recall " + earlier : "edit " + earlier + " 你是笨蛋";
            }
            chat.lines.push_back(std::to_string(at) + "ms " + line_said);
            at += random.chance(80) ? random.between(0, 90'000) : random.between(0, 3'600'000);
        }
        auto made = test::messages_of(chat);
        all.insert(all.end(), made.begin(), made.end());
    }
    return all;
}

std::string settled_text(const std::vector<engine::verdict>& verdicts)
{
    std::string text;
    for (const auto& one : verdicts) {
        engine::append_json(text, one, engine::verdict_view::settled);
        text += '\n';
    }
    return text;
}

std::string in_order(const engine::unit_log& units, std::vector<lab_message> messages)
{
    std::stable_sort(messages.begin(), messages.end(), [](const auto& a, const auto& b) {
        return std::tuple{a.value.ts, a.value.seq, a.id} < std::tuple{b.value.ts, b.value.seq, b.id};
    });
    engine::offline_run run{units, "lab"};
    for (const auto& one : messages)
        run.add(one.bind());
    run.end();
    return settled_text(run.settled());
}

std::vector<engine::verdict> settled_of(const engine::memory_history& written)
{
    std::vector<engine::verdict> settled;
    for (const auto& [id, one] : written.all_verdicts()) {
        if (one.status != engine::verdict_status::retracted) {
            CHECK(one.status == engine::verdict_status::final_);
            settled.push_back(one);
        }
    }
    std::sort(settled.begin(), settled.end(), [](const auto& a, const auto& b) {
        return std::tie(a.decided_at, a.id) < std::tie(b.decided_at, b.id);
    });
    return settled;
}

// Arrival in any order, in batches of any size, over several sources with clocks that run ahead of what is
// still to come, with copies; every batch is one commit, and the disk follows when it likes. Sources end at
// last.
std::string
in_disorder(const engine::unit_log& units, std::vector<lab_message> messages, test::random& random)
{
    for (std::size_t at = messages.size(); at > 1; --at) {
        const auto reach = std::min<std::size_t>(at, random.chance(50) ? 3 : messages.size());
        std::swap(messages[at - 1], messages[at - 1 - random.below(reach)]);
    }
    auto wakes = random; // which conversations that are due a batch goes on with
    lagging_history stored;
    engine::shard shard{units, stored};
    shard.name_tenant(1, "lab");
    const auto sources = static_cast<engine::source_id>(random.between(1, 3));
    std::uint64_t block = 0;
    std::uint64_t accepted = 0;
    std::size_t next = 0;
    shard.begin(block, 0);
    stored.commit(block++, shard.finish()); // the store's numbers begin at 1
    while (next < messages.size()) {
        shard.begin(block, 1 << 20);
        const auto end = std::min(messages.size(), next + random.below(6) + 1);
        for (; next < end; ++next) {
            const auto copy = random.chance(10) ? random.below(next + 1) : next;
            for (const auto index : {next, copy}) {
                const auto value = messages[index].bind();
                std::string record;
                const auto source = static_cast<engine::source_id>(1 + random.below(sources));
                engine::append_record(record, value, {source, {}, false, true});
                const auto answer = shard.receive(
                    {record,
                     1,
                     source,
                     engine::hash_conversation(1, value.conversation),
                     engine::hash_id(value.id),
                     engine::hash_content(value)}
                );
                accepted += answer == engine::reception::accepted ? 1 : 0;
            }
            for (engine::source_id source = 1; source <= sources; ++source) {
                if (random.chance(30)) {
                    const auto clock = messages[random.below(messages.size())].value.ts;
                    const bool ended = random.chance(10);
                    shard.set_source(
                        source,
                        {true, ended ? engine::source_phase::ended : engine::source_phase::holding, clock}
                    );
                }
            }
        }
        const bool show = random.chance(50);
        const auto may_rerun = [left = random.below(3)]() mutable { return left-- > 0; };
        const auto may_wake = [&wakes, is_bounded = wakes.chance(50)](bool) {
            return !is_bounded || wakes.chance(70);
        };
        stored.commit(block++, shard.finish({.show = show, .may_rerun = may_rerun, .may_wake = may_wake}));
        stored.write(random.below(4));
        shard.durable(stored.durable());
    }
    CHECK(accepted == messages.size());
    do {
        shard.begin(block, 0);
        for (engine::source_id source = 1; source <= sources; ++source)
            shard.set_source(source, {true, engine::source_phase::ended, {}});
        stored.commit(block++, shard.finish());
        stored.settle();
        shard.durable(stored.durable());
    } while (shard.late_conversations() > 0);

    return settled_text(settled_of(stored.written()));
}

} // namespace

TEST_SUITE("engine.order")
{
    TEST_CASE("any arrival settles on the verdicts of the plain order")
    {
        const auto units = test::units_of(lab_rules);
        CHATQC_SEEDED(seed);
        for (std::uint64_t round = 0; round < 150; ++round) {
            test::random random{seed + round};
            CAPTURE(round);
            const auto messages = random_traffic(random);
            const auto expected = in_order(units, messages);
            REQUIRE(in_disorder(units, messages, random) == expected);
        }
    }
}
