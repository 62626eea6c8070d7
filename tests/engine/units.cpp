// What a shard holds of the units it has judged by: as much as its open sessions need.
#include "tests/engine/lab.h"
#include "tests/engine/lagging_history.h"

#include <doctest/doctest.h>

using namespace chatqc;

namespace {

std::string rules_with(const std::string& word)
{
    return R"(
pack: lab
language: 1
lists:
  bad: {phrases: [)" +
           word + R"(]}
rules:
  - {id: bad, name: {zh: a, en: a}, why: x, category: attitude, level: minor, points: -2, detect: {phrase: {list: bad}}}
)";
}

// A shard that one recorded source sends a conversation to; the clock follows it.
class unit_lab {
public:
    unit_lab() { shard_.name_tenant(1, "lab"); }

    void activate(const std::string& word, engine::time_point from)
    {
        shard_.begin(block_, 0);
        shard_.activate(from, test::unit_of(rules_with(word)));
        close({});
    }

    // The rules that fire at it by the time that has come with it.
    std::vector<std::string> say(test::lab_message& said)
    {
        const auto value = said.bind();
        std::string record;
        engine::append_record(record, value, {1, {}, false, true});
        shard_.begin(block_, record.size());
        REQUIRE(
            shard_.receive(
                {record,
                 1,
                 1,
                 engine::hash_conversation(1, value.conversation),
                 engine::hash_id(value.id),
                 engine::hash_content(value)}
            ) == engine::reception::accepted
        );
        return close(value.ts);
    }

    // So many batches in which nothing comes.
    void rest(int batches, engine::time_point now)
    {
        for (; batches > 0; --batches) {
            shard_.begin(block_, 0);
            close(now);
        }
    }

    [[nodiscard]] std::size_t units_at_hand() const { return shard_.units_at_hand(); }

private:
    std::vector<std::string> close(engine::time_point now)
    {
        shard_.set_source(1, {true, engine::source_phase::holding, now});
        auto made = shard_.finish({.show = false});
        std::vector<std::string> fired;
        for (const auto& one : made.verdicts)
            fired.push_back(one.rule);
        stored_.commit(block_++, std::move(made));
        stored_.write(0);
        shard_.durable(stored_.durable());
        return fired;
    }

    test::lagging_history stored_;
    engine::shard shard_{test::units_of(rules_with("笨蛋")), stored_};
    std::uint64_t block_ = 0;
};

} // namespace

TEST_SUITE("engine.units")
{
    TEST_CASE("a unit is at hand while a session is open by it, and again when one must be judged by it")
    {
        test::lab_chat chat;
        chat.lines = {
            "0s customer 在吗",
            "10s A 笨蛋",
            "20s A 傻瓜", // the first unit's session: this word is the second's
            "4000s customer 在吗",
            "4010s A 傻瓜",
            "4020s A 笨蛋"};
        auto messages = test::messages_of(chat);
        const auto at = [&](int seconds) { return test::start_of(chat) + std::chrono::seconds{seconds}; };
        constexpr int long_enough = 200; // batches
        unit_lab lab;
        lab.say(messages[0]);
        CHECK(lab.say(messages[1]) == std::vector<std::string>{"bad"});
        lab.activate("傻瓜", at(15));
        CHECK(lab.say(messages[2]).empty());
        lab.rest(long_enough, at(20));
        CHECK(lab.units_at_hand() == 1); // of the open session; nothing was judged by the other yet
        lab.rest(1, at(3000));           // it has ended
        lab.say(messages[3]);
        CHECK(lab.say(messages[4]) == std::vector<std::string>{"bad"});
        CHECK(lab.say(messages[5]).empty());
        lab.rest(long_enough, at(4030));
        CHECK(lab.units_at_hand() == 1);
    }
}
