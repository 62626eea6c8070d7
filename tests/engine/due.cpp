// A clock that leaps brings the time of many conversations at once: they go on in as many batches as the
// caller likes, and it comes to the same.
#include "tests/engine/lab.h"
#include "tests/engine/lagging_history.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace chatqc;

namespace {

const std::string rules_text = R"(
pack: lab
language: 1
rules:
  - {id: slow, name: {zh: a, en: a}, why: x, category: timeliness, level: minor, points: -2, detect: {response: {limit: 180s}}}
)";

constexpr engine::source_id recorded = 1;
constexpr engine::source_id live = 2;

class waiting_shard {
public:
    waiting_shard()
    {
        shard_.name_tenant(1, "lab");
        clock(recorded, time_point_of(0));
        clock(live, time_point_of(0));
    }

    // A customer asks, and nobody answers.
    void ask(engine::source_id source, const std::string& conversation)
    {
        test::lab_chat chat;
        chat.conversation = conversation;
        chat.shop = "shop of " + std::to_string(source);
        chat.lines = {"0s customer 在吗"};
        const auto messages = test::messages_of(chat);
        const auto value = messages.front().bind();
        const auto answer = test::receive_alone(shard_, block_, value, {source, source == recorded});
        REQUIRE(answer == engine::reception::accepted);
        shard_.set_source(source, {source == recorded, engine::source_phase::holding, value.ts});
        finish({});
    }

    void clock(engine::source_id source, engine::time_point to)
    {
        shard_.begin(block_, 0);
        shard_.set_source(source, {source == recorded, engine::source_phase::holding, to});
        finish([](bool) { return false; });
    }

    // Conversations in which time goes on, of so many; whose they were.
    std::vector<std::string> go_on(std::size_t most)
    {
        shard_.begin(block_, 0);
        const auto made = finish([&](bool) { return most > 0 && most-- > 0; });
        std::vector<std::string> judged;
        for (const auto& one : made.verdicts)
            judged.push_back(one.conversation);
        return judged;
    }

    [[nodiscard]] bool has_due() const { return shard_.has_due(); }

    static engine::time_point time_point_of(std::int64_t second)
    {
        return test::start_of({}) + std::chrono::seconds{second};
    }

private:
    engine::batch_result finish(std::function<bool(bool)> may_wake)
    {
        auto made = shard_.finish({.show = false, .may_wake = std::move(may_wake)});
        auto copy = made;
        stored_.commit(block_++, std::move(copy));
        stored_.write(0);
        shard_.durable(stored_.durable());
        return made;
    }

    test::lagging_history stored_;
    engine::shard shard_{test::units_of(rules_text), stored_};
    std::uint64_t block_ = 0;
};

} // namespace

TEST_SUITE("engine.due")
{
    TEST_CASE("so many a batch, live ones first, and none is forgotten")
    {
        waiting_shard lab;
        for (const auto* const conversation : {"a", "b", "c"})
            lab.ask(recorded, conversation);
        lab.ask(live, "d");
        CHECK_FALSE(lab.has_due());
        lab.clock(recorded, waiting_shard::time_point_of(300));
        lab.clock(live, waiting_shard::time_point_of(300));
        CHECK(lab.has_due());
        CHECK(lab.go_on(0).empty());
        CHECK(lab.go_on(2) == std::vector<std::string>{"d", "a"});
        CHECK(lab.has_due());
        CHECK(lab.go_on(1) == std::vector<std::string>{"b"});
        CHECK(lab.go_on(9) == std::vector<std::string>{"c"});
        CHECK_FALSE(lab.has_due());
        CHECK(lab.go_on(9).empty());
    }

    TEST_CASE("a clock that moves on meanwhile brings none twice")
    {
        waiting_shard lab;
        for (const auto* const conversation : {"a", "b"})
            lab.ask(recorded, conversation);
        lab.clock(recorded, waiting_shard::time_point_of(200));
        CHECK(lab.go_on(1) == std::vector<std::string>{"a"});
        lab.clock(recorded, waiting_shard::time_point_of(250));
        CHECK(lab.go_on(9) == std::vector<std::string>{"b"});
        CHECK_FALSE(lab.has_due());
    }
}
