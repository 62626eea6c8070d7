// What comes late for a session of which retention has removed something: nothing is judged from half of the
// evidence, and what lies behind is judged as ever.
#include "tests/engine/lab.h"
#include "tests/engine/lagging_history.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace chatqc;

namespace {

const std::string rules_text = R"(
pack: lab
language: 1
lists:
  bad: {phrases: [笨蛋]}
rules:
  - {id: bad, name: {zh: a, en: a}, why: x, category: attitude, level: minor, points: -2, detect: {phrase: {list: bad}}}
  - {id: slow, name: {zh: a, en: a}, why: x, category: timeliness, level: minor, points: -2, detect: {response: {limit: 180s}}}
)";

class expiring_shard {
public:
    explicit expiring_shard(std::vector<std::string> lines)
    {
        test::lab_chat chat;
        chat.lines = std::move(lines);
        messages_ = test::messages_of(chat);
        shard_.name_tenant(1, "lab");
    }

    // Each in a block of its own, and then the end of time.
    engine::batch_result take(std::vector<std::size_t> which)
    {
        for (const auto index : which) {
            const auto value = messages_[index].bind();
            REQUIRE(test::receive_alone(shard_, block_, value) == engine::reception::accepted);
            close(false);
        }
        engine::batch_result all;
        for (int n = 0; n < 3; ++n) {
            shard_.begin(block_, 0);
            const auto made = close(true);
            all.segments.insert(all.segments.end(), made.segments.begin(), made.segments.end());
            all.verdicts.insert(all.verdicts.end(), made.verdicts.begin(), made.verdicts.end());
        }
        CHECK(shard_.late_conversations() == 0);
        return all;
    }

    // Retention takes the blocks before this one.
    void expire(std::uint64_t block) { stored_.expire(block); }

private:
    engine::batch_result close(bool ended)
    {
        const auto phase = ended ? engine::source_phase::ended : engine::source_phase::holding;
        shard_.set_source(1, {true, phase, {}});
        const auto may_rerun = [ended] { return ended; };
        auto made = shard_.finish({.show = false, .may_rerun = may_rerun});
        auto copy = made;
        stored_.commit(block_++, std::move(copy));
        stored_.write(0);
        shard_.durable(stored_.durable());
        return made;
    }

    std::vector<test::lab_message> messages_;
    test::lagging_history stored_;
    engine::shard shard_{test::units_of(rules_text), stored_};
    std::uint64_t block_ = 0;
};

std::vector<std::string> rules_of(const engine::batch_result& made)
{
    std::vector<std::string> found;
    for (const auto& one : made.verdicts)
        found.push_back(one.rule);
    return found;
}

const std::vector<std::string> lines = {
    "0s customer 在吗",
    "10s A 请讲", // late: would have been in time
    "200s A 您好",
    "300s edit #3 笨蛋", // late
    "7200s customer 在吗",
    "7201s A 您好",
    "7205s A 笨蛋" // late, of the second session
};
const std::vector<std::size_t> in_time = {0, 2, 4, 5};

} // namespace

TEST_SUITE("engine.order")
{
    TEST_CASE("what a session of half its messages was judged, stands")
    {
        for (const std::size_t late : {1u, 3u}) {
            CAPTURE(late);
            expiring_shard lab(lines);
            CHECK(rules_of(lab.take(in_time)) == std::vector<std::string>{"slow"});
            lab.expire(1);
            const auto changed = lab.take({late});
            CHECK(rules_of(changed).empty());
            CHECK(changed.segments.empty());
        }
    }

    TEST_CASE("while they are all there, both change it")
    {
        expiring_shard lab(lines);
        CHECK(rules_of(lab.take(in_time)) == std::vector<std::string>{"slow"});
        CHECK(
            rules_of(lab.take({1, 3})) == std::vector<std::string>{"slow", "bad"}
        ); // the first is retracted
    }

    TEST_CASE("the session behind it is judged again")
    {
        expiring_shard lab(lines);
        CHECK(rules_of(lab.take(in_time)) == std::vector<std::string>{"slow"});
        lab.expire(1);
        const auto changed = lab.take({1, 6});
        CHECK(rules_of(changed) == std::vector<std::string>{"bad"});
        std::size_t erased = 0;
        for (const auto& one : changed.segments)
            erased += one.erased.size();
        CHECK(erased == 1);
    }

    TEST_CASE("what came late for it is known, and brings nothing a second time")
    {
        expiring_shard lab(lines);
        lab.take(in_time);
        lab.expire(1);
        lab.take({1});
        const auto changed = lab.take({6});
        CHECK(rules_of(changed) == std::vector<std::string>{"bad"});
    }
}
