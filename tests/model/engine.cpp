// The engine against the model: chats in plain order, as a file would have them.
#include "engine/offline.h"
#include "tests/model/chats.h"
#include "tests/model/compare.h"
#include "tests/model/packs.h"
#include "tests/model/seeds.h"
#include "tests/model/shrink.h"

#include <doctest/doctest.h>

using namespace chatqc;

namespace {

std::vector<model::judged> judge(const std::vector<model::message>& messages, const engine::unit_log& units)
{
    engine::offline_run run{units, "lab"};
    for (const auto& each : messages)
        run.add(model::bound(each));
    run.end();
    const auto settled = run.settled();
    return model::told(settled);
}

// Empty, or what differs for the seed, on a chat that is as short as can be.
std::string check_seed(std::uint64_t seed, const model::chat_options& options)
{
    test::random random{seed};
    const auto messages = model::random_chats(random, options);
    const auto active = model::random_activations(random, messages, model::pack_rules());
    const auto units = model::units_of(active);
    const auto differ = [&](const std::vector<model::message>& some) {
        return model::settle_all(some, active) != judge(some, units);
    };
    if (!differ(messages))
        return {};
    const auto few = model::shrink(messages, differ);
    const auto expected = model::settle_all(few, active);
    const auto chat = few.size() < 200 ? model::as_rule_tests(few, expected) : "a long chat\n";
    return chat + model::difference(expected, judge(few, units), few.front().ts);
}

} // namespace

TEST_SUITE("model.engine")
{
    TEST_CASE("the engine settles on what the model says")
    {
        for (const auto seed : test::seeds(1000))
            REQUIRE_MESSAGE(check_seed(seed, {}) == "", test::again("model.engine", seed));
    }

    TEST_CASE("with edits and recalls too")
    {
        model::chat_options options;
        options.edits = true;
        for (const auto seed : test::seeds(1000))
            REQUIRE_MESSAGE(check_seed(seed, options) == "", test::again("model.engine", seed));
    }

    TEST_CASE("and in sessions that are cut for their length")
    {
        model::chat_options options;
        options.conversations_max = 1;
        options.long_sessions = true;
        for (const auto seed : test::seeds(6))
            REQUIRE_MESSAGE(check_seed(seed, options) == "", test::again("model.engine", seed));
    }
}
