// Rows of the checkpoint: which conversations get one when, and what wakes the ones that were restored from
// one.
#include "engine/memory_history.h"
#include "tests/engine/lab.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace chatqc;

namespace {

constexpr std::string_view rules_text = R"(
pack: lab
language: 1
rules:
  - {id: slow, name: {zh: a, en: a}, why: x, category: timeliness, level: minor, points: -2, detect: {response: {limit: LIMIT}}MORE}
)";

std::string rules_with(const std::string& limit, const std::string& more)
{
    std::string text{rules_text};
    text.replace(text.find("LIMIT"), 5, limit);
    text.replace(text.find("MORE"), 4, more);
    return text;
}

engine::time_point second(std::int64_t at)
{
    return test::start_of({}) + std::chrono::seconds{at};
}

// A shard over a store in memory, in batches of a message or of none; the clock follows what comes.
class run {
public:
    // `more`: further keys of the rule.
    explicit run(const std::string& limit, const std::string& more = "")
        : shard_(test::units_of(rules_with(limit, more)), stored_)
    {
        shard_.name_tenant(1, "lab");
    }

    engine::batch_result say(const std::string& conversation, const std::string& line)
    {
        test::lab_chat chat;
        chat.conversation = conversation;
        chat.lines = {line};
        auto message = test::messages_of(chat).front();
        message.id = std::to_string(block_);
        const auto value = message.bind();
        CHECK(test::receive_alone(shard_, block_, value) == engine::reception::accepted);
        clock_ = std::max(clock_, value.ts);
        return close(0);
    }

    engine::batch_result pass(engine::time_point clock, std::size_t rows = 0)
    {
        clock_ = clock;
        shard_.begin(block_, 0);
        return close(rows);
    }

    // The conversations that get rows, batch by batch.
    std::vector<std::vector<std::string>> turn(const engine::checkpoint_turn& which, std::size_t rows_a_batch)
    {
        shard_.begin_checkpoint(which);
        std::vector<std::vector<std::string>> given;
        while (!shard_.has_checkpoint()) {
            auto& names = given.emplace_back();
            for (const auto& each : pass(clock_, rows_a_batch).rows)
                names.push_back(each.conversation);
        }
        return given;
    }

    // From its rows alone, at the time they were left at.
    void restart_as(run& other)
    {
        other.stored_ = stored_;
        other.block_ = block_;
        other.clock_ = clock_;
        other.shard_.begin(block_, 0);
        other.shard_.set_source(1, {true, engine::source_phase::holding, clock_});
        for (const auto& [conversation, row] : rows_) {
            if (!row.empty())
                other.shard_.restore(engine::dormant::read(row), engine::hash_conversation(1, conversation));
        }
    }

    engine::batch_result close(std::size_t rows)
    {
        shard_.set_source(1, {true, engine::source_phase::holding, clock_});
        auto made = shard_.finish({.show = false, .rows = rows});
        stored_.commit(block_, made);
        for (const auto& each : made.rows)
            rows_[each.conversation] = each.row;
        shard_.durable(block_++);
        return made;
    }

    engine::shard& shard() { return shard_; }

private:
    engine::memory_history stored_;
    engine::shard shard_;
    std::uint64_t block_ = 0;
    engine::time_point clock_{};
    std::map<std::string, std::string> rows_;
};

using names = std::vector<std::vector<std::string>>;

constexpr engine::checkpoint_turn all{.quiet_since = ~std::uint64_t{0}, .overdue_before = 0};

} // namespace

TEST_SUITE("engine.checkpoint")
{
    TEST_CASE("a row for what was quiet for a turn, or is overdue; so many a batch")
    {
        run lab{"180s"};
        lab.say("a", "0s customer 在吗"); // block 0
        lab.say("b", "1s customer 在吗");
        lab.say("c", "2s customer 在吗");
        CHECK(lab.shard().oldest_unwritten_block() == 0u);
        CHECK(lab.turn({.quiet_since = 1, .overdue_before = 0}, 9) == names{{"a", "b"}});
        CHECK(lab.shard().oldest_unwritten_block() == 2u);
        CHECK(lab.turn({.quiet_since = 1, .overdue_before = 2}, 9) == names{{}});
        CHECK(lab.turn({.quiet_since = 1, .overdue_before = 3}, 9) == names{{"c"}});
        CHECK_FALSE(lab.shard().oldest_unwritten_block());
        lab.say("a", "3s A 您好");
        lab.say("c", "3s A 您好");
        CHECK(lab.turn(all, 1) == names{{"a"}, {"c"}});
        CHECK(lab.turn(all, 9) == names{{}});
    }

    TEST_CASE("where a session ends or is taken back, the row follows in the same batch")
    {
        run lab{"180s"};
        lab.say("a", "0s customer 在吗");
        lab.say("a", "1s A 您好");
        CHECK(lab.turn(all, 9) == names{{"a"}});
        const auto ended = lab.pass(second(7200));
        REQUIRE(ended.segments.size() == 1);
        REQUIRE(ended.rows.size() == 1);
        CHECK(ended.rows.front().row.empty());
        // Short sessions come and go without one.
        lab.say("b", "7201s A 您好");
        CHECK(lab.pass(second(20'000)).rows.empty());

        const auto reopened = lab.say("a", "2s customer 人呢"); // late; a day's wait keeps the session open
        const auto& out = reopened.segments.empty() ? lab.pass(second(20'000)) : reopened;
        REQUIRE(out.rows.size() == 1);
        const auto row = engine::read_checkpoint_row(out.rows.front().row);
        REQUIRE(row);
        CHECK(row->messages.size() == 3);
        CHECK_FALSE(lab.shard().oldest_unwritten_block());
    }

    TEST_CASE("what sleeps wakes at its deadline, and says what it would have said")
    {
        run awake{"180s"};
        awake.say("a", "0s customer 在吗");
        CHECK(awake.turn(all, 9) == names{{"a"}});
        run asleep{"180s"};
        awake.restart_as(asleep);
        CHECK(asleep.close(0).verdicts.empty());
        CHECK(asleep.shard().waits("lab", "s1", 9).size() == 1);
        CHECK(asleep.shard().open_sessions() == 1);
        CHECK(asleep.pass(second(179)).verdicts.empty());
        CHECK(asleep.shard().loaded() == 0);
        const auto said = asleep.pass(second(180)).verdicts;
        const auto expected = awake.pass(second(180)).verdicts;
        REQUIRE(said.size() == 1);
        REQUIRE(expected.size() == 1);
        CHECK(engine::digest(said.front()) == engine::digest(expected.front()));
        CHECK(asleep.shard().loaded() == 1);
    }

    TEST_CASE("nobody waits by a rule that does not hold at the time of the question")
    {
        const auto waits_by = [](const std::string& scope) { // at 10:00 on 2025-01-06
            run lab{"180s", ", scope: {" + scope + "}"};
            lab.say("a", "0s customer 在吗");
            const auto waits = lab.shard().waits("lab", "s1", 9).size();
            CHECK(lab.pass(second(180)).verdicts.size() == waits);
            return waits;
        };
        CHECK(waits_by("hours: '09:00-10:01'") == 1);
        CHECK(waits_by("hours: '09:00-10:00'") == 0);
        CHECK(waits_by("from: 2025-01-06, to: 2025-01-07") == 1);
        CHECK(waits_by("from: 2025-01-07") == 0);
    }

    TEST_CASE("a message wakes it where it had been")
    {
        run awake{"60s"};
        awake.say("a", "0s customer 在吗");
        CHECK(awake.pass(second(100)).verdicts.size() == 1);
        CHECK(awake.turn(all, 9) == names{{"a"}});
        run asleep{"60s"};
        awake.restart_as(asleep);
        CHECK(asleep.close(0).verdicts.empty());
        const auto said = asleep.say("a", "130s A 您好"); // the wait is as long as it was after all
        REQUIRE(said.verdicts.size() == 1);
        CHECK(said.verdicts.front().revision == 1);
        CHECK(asleep.shard().loaded() == 1);
    }

    TEST_CASE("what had its turn at the instant of a close is not late when it wakes; what belongs before is")
    {
        for (const bool overtakes : {false, true}) {
            CAPTURE(overtakes);
            run awake{"60s"};
            awake.say("a", "0s customer 在吗");
            awake.say("a", "10s close");
            awake.say("a", "10s customer 还在吗");
            CHECK(awake.pass(second(10)).recomputed + awake.pass(second(10)).recomputed > 0);
            awake.turn(all, 9);
            run asleep{"60s"};
            awake.restart_as(asleep);
            CHECK(asleep.close(0).verdicts.empty());
            const auto line = overtakes ? "9s A 您好" : "20s A 您好";
            asleep.say("a", line);
            awake.say("a", line);
            const auto woken = asleep.pass(second(71));
            CHECK(woken.recomputed == (overtakes ? 1u : 0u));
            const auto expected = awake.pass(second(71));
            REQUIRE(woken.verdicts.size() == expected.verdicts.size());
            for (std::size_t at = 0; at < expected.verdicts.size(); ++at)
                CHECK(engine::digest(woken.verdicts[at]) == engine::digest(expected.verdicts[at]));
        }
    }

    TEST_CASE("where other rules judge its session now, it does not sleep on")
    {
        run awake{"180s"};
        awake.say("a", "0s customer 在吗");
        awake.pass(second(100));
        CHECK(awake.turn(all, 9) == names{{"a"}});
        run stricter{"60s"};
        awake.restart_as(stricter);
        const auto said = stricter.close(0).verdicts;
        REQUIRE(said.size() == 1);
        CHECK(said.front().decided_at == second(60));
    }
}
