// Edits and recalls (SPEC §4), each line of its meaning.
#include "engine/memory_history.h"
#include "tests/engine/lab.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

using namespace chatqc;
using test::judge;

namespace {

const std::string rules_text = R"(
pack: lab
language: 1
lists:
  bad: {phrases: [笨蛋]}
  cheap: {phrases: [最低价]}
  hello: {phrases: [您好]}
  nudge: {phrases: [下单]}
rules:
  - {id: bad, name: {zh: a, en: a}, why: x, category: attitude, level: minor, points: -2, detect: {phrase: {list: bad}}}
  - {id: cheap, name: {zh: a, en: a}, why: x, category: compliance, level: minor, points: -2, detect: {phrase: {list: cheap}}}
  - {id: hello, name: {zh: a, en: a}, why: x, category: standards, level: minor, points: -2, detect: {required_phrase: {list: hello, range: first 2}}}
  - {id: nudge, name: {zh: a, en: a}, why: x, category: sales, level: minor, points: -2, detect: {nudge_burst: {list: nudge, count: 3, within: 60s}}}
  - {id: slow, name: {zh: a, en: a}, why: x, category: timeliness, level: minor, points: -2, detect: {response: {limit: 180s}}}
)";

test::lab_chat chat_of(std::vector<std::string> lines)
{
    test::lab_chat chat;
    chat.lines = std::move(lines);
    return chat;
}

std::vector<std::string> lines_of(std::vector<std::string> lines)
{
    return judge(rules_text, chat_of(std::move(lines)));
}

// The messages in the order `arrive` gives, each in a batch of its own whose clock has passed it: the last
// verdict said of each rule.
std::vector<engine::verdict>
arriving(const std::vector<std::string>& lines, const std::vector<std::size_t>& arrive)
{
    const auto messages = test::messages_of(chat_of(lines));
    engine::memory_history stored;
    engine::shard shard{test::units_of(rules_text), stored};
    shard.name_tenant(1, "lab");
    std::uint64_t block = 0;
    engine::time_point clock{};
    std::vector<engine::verdict> said;
    const auto close = [&](const engine::source_view& view) {
        shard.set_source(1, view);
        auto made = shard.finish({.show = false});
        stored.commit(block, made);
        shard.durable(block++);
        said.insert(said.end(), made.verdicts.begin(), made.verdicts.end());
    };
    for (const auto index : arrive) {
        const auto value = messages[index].bind();
        REQUIRE(test::receive_alone(shard, block, value) == engine::reception::accepted);
        clock = std::max(clock, value.ts);
        close({true, engine::source_phase::holding, clock});
    }
    do {
        shard.begin(block, 0);
        close({true, engine::source_phase::ended, {}});
    } while (shard.late_conversations() > 0);
    return said;
}

} // namespace

TEST_SUITE("engine.amended")
{
    TEST_CASE("an edit is judged in the target's place and session, decided when it was made")
    {
        CHECK(
            lines_of(
                {"0s customer 在吗",
                 "10s A 您好",
                 "7200s customer 人呢",
                 "7210s edit #2 笨蛋",
                 "7220s B 您好"}
            ) == std::vector<std::string>{"7210s bad A m1 spans=[m3:0-6]"}
        );
    }

    TEST_CASE("a rule that hit there already gains nothing, by the first text or an earlier edit")
    {
        CHECK(
            lines_of(
                {"0s customer 在吗", "1s A 您好笨蛋", "9s edit #2 笨蛋 最低价", "10s edit #2 最低价 笨蛋"}
            ) == std::vector<std::string>{"1s bad A m1 spans=[m1:6-12]", "9s cheap A m1 spans=[m2:7-16]"}
        );
    }

    TEST_CASE("24 hours after its target an edit is judged, a millisecond later it is not")
    {
        CHECK(lines_of({"0s customer 在吗", "1s A 您好", "86401s edit #2 笨蛋"}).size() == 1);
        CHECK(lines_of({"0s customer 在吗", "1s A 您好", "86401001ms edit #2 笨蛋"}).empty());
    }

    TEST_CASE("neither touches rounds, ranges, or how long a session lasts")
    {
        // The edited greeting does not count as a greeting, the recalled reply has replied, the edit of the
        // question opens nothing.
        CHECK(
            lines_of(
                {"0s customer 在吗",
                 "5s A 嗯",
                 "6s A 请讲",
                 "8s edit #2 您好",
                 "9s recall #3",
                 "20s edit #1 人呢"}
            ) == std::vector<std::string>{"6s hello A m2 count=2"}
        );
        // Half an hour after the last message that is no event another session begins.
        const auto lines =
            lines_of({"0s customer 在吗", "1s A 您好", "1790s edit #2 亲", "1801001ms A 笨蛋", "1802s A 您好"}
            );
        CHECK(lines == std::vector<std::string>{"1801001ms bad A m3 spans=[m3:0-6]"});
    }

    TEST_CASE("what was recalled is marked; within two minutes a person must confirm it")
    {
        const std::vector<std::string> soon{"0s customer 在吗", "1s A 您好笨蛋", "121s recall #2"};
        const std::vector<std::string> later{"0s customer 在吗", "1s A 您好笨蛋", "121001ms recall #2"};
        const auto taken_back = arriving(soon, {0, 1, 2});
        REQUIRE(taken_back.size() == 2);
        CHECK_FALSE(taken_back[0].review_required);
        CHECK(taken_back[1].review_required);
        CHECK(taken_back[1].receipt.recalled == std::vector<std::string>{"m1"});
        CHECK(taken_back[1].revision == 1);
        CHECK(taken_back[1].reason == engine::revision_reason::recalled);
        CHECK(taken_back[1].points == -2);
        const auto kept = arriving(later, {0, 1, 2});
        REQUIRE(kept.size() == 2);
        CHECK_FALSE(kept[1].review_required);
        CHECK(kept[1].receipt.recalled == std::vector<std::string>{"m1"});
    }

    TEST_CASE("one nudge of three taken back concerns the burst; a wait rests on no text")
    {
        const auto said = arriving(
            {"0s customer 在吗",
             "200s A 您好下单",
             "205s A 下单",
             "210s A 快下单",
             "220s recall #3",
             "221s recall #1"},
            {0, 1, 2, 3, 4, 5}
        );
        const auto last_of = [&](std::string_view rule) {
            return std::find_if(said.rbegin(), said.rend(), [&](const auto& one) {
                return one.rule == rule;
            });
        };
        REQUIRE(last_of("nudge") != said.rend());
        CHECK(last_of("nudge")->receipt.recalled == std::vector<std::string>{"m2"});
        CHECK(last_of("nudge")->review_required);
        REQUIRE(last_of("slow") != said.rend());
        CHECK(last_of("slow")->receipt.recalled.empty());
        CHECK_FALSE(last_of("slow")->review_required);
    }

    TEST_CASE("in whichever order message, edit and recall arrive, the same stands in the end")
    {
        const std::vector<std::string> lines{
            "0s customer 在吗",
            "1s A 您好",
            "30s edit #2 笨蛋",
            "60s recall #2",
            "9000s customer 还在吗",
            "9001s A 您好"};
        std::vector<std::size_t> arrive{0, 1, 2, 3, 4, 5};
        do {
            const auto said = arriving(lines, arrive);
            std::map<engine::verdict_id, engine::verdict> settled;
            for (const auto& one : said)
                settled.insert_or_assign(one.id, one);
            std::erase_if(settled, [](const auto& one) {
                return one.second.status == engine::verdict_status::retracted;
            });
            REQUIRE(settled.size() == 1);
            const auto* last = &settled.begin()->second;
            CHECK(last->rule == "bad");
            CHECK(last->status == engine::verdict_status::final_);
            CHECK(last->anchor == "m1");
            CHECK(last->session == "m0");
            CHECK(last->receipt.version == "m2");
            CHECK(last->receipt.messages == std::vector<std::string>{"m1", "m2"});
            CHECK(last->receipt.recalled == std::vector<std::string>{"m1"});
            CHECK(last->review_required);
            CHECK(last->decided_at == test::start_of({}) + std::chrono::seconds{30});
        } while (std::next_permutation(arrive.begin(), arrive.end()));
    }
}
