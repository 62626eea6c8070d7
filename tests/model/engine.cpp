// The engine against the model: chats in plain order, as a file would have them.
#include "engine/offline.h"
#include "tests/model/chats.h"
#include "tests/model/compare.h"
#include "tests/model/disorder.h"
#include "tests/model/packs.h"
#include "tests/model/seeds.h"
#include "tests/model/shrink.h"

#include <doctest/doctest.h>

#include <functional>

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

// One way to judge messages, and what the model makes of the same.
struct both {
    std::vector<model::judged> model, engine;
};

using judging = std::function<both(const std::vector<model::message>&)>;

// Empty, or what differs, on a chat that is as short as can be.
std::string compare(const std::vector<model::message>& messages, const judging& judge_both)
{
    const auto differ = [&](const std::vector<model::message>& some) {
        const auto made = judge_both(some);
        return made.model != made.engine;
    };
    if (!differ(messages))
        return {};
    const auto few = model::shrink(messages, differ);
    const auto made = judge_both(few);
    const auto chat = few.size() < 200 ? model::as_rule_tests(few, made.model) : "a long chat\n";
    return chat + model::difference(made.model, made.engine, few.front().ts);
}

// In plain order.
std::string check_seed(std::uint64_t seed, const model::chat_options& options)
{
    test::random random{seed};
    const auto messages = model::random_chats(random, options);
    const auto active = model::random_activations(random, messages, model::pack_rules());
    const auto units = model::units_of(active);
    return compare(messages, [&](const auto& some) {
        return both{model::settle_all(some, active), judge(some, units)};
    });
}

// However they arrive.
std::string check_disorder(std::uint64_t seed, const model::disorder_options& way)
{
    test::random random{seed};
    model::chat_options options;
    options.edits = true;
    const auto messages = model::random_chats(random, options);
    const auto active = model::random_activations(random, messages, model::pack_rules());
    const auto units = model::units_of(active);
    return compare(messages, [&](const auto& some) {
        test::random same{seed};
        const auto made = model::settle_in_disorder(some, units, same, way);
        return both{model::settle_all(made.judged, active), model::told(made.settled)};
    });
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

TEST_SUITE("model.disorder")
{
    TEST_CASE("recorded sources, however they send, over restarts and any number of shards")
    {
        for (const auto seed : test::seeds(300))
            REQUIRE_MESSAGE(check_disorder(seed, {}) == "", test::again("model.disorder", seed));
    }

    TEST_CASE("what once failed")
    {
        for (const std::uint64_t seed : {3U, 692U}) // stored before the power went, worked in after it
            REQUIRE_MESSAGE(check_disorder(seed, {}) == "", test::again("model.disorder", seed));
        model::disorder_options way;
        way.live = true;
        for (const std::uint64_t seed : {1261U, 6406U}) // late, and overtook what still waited
            REQUIRE_MESSAGE(check_disorder(seed, way) == "", test::again("model.disorder", seed));
    }

    TEST_CASE("live sources, which may be too late")
    {
        model::disorder_options way;
        way.live = true;
        for (const auto seed : test::seeds(300))
            REQUIRE_MESSAGE(check_disorder(seed, way) == "", test::again("model.disorder", seed));
    }
}
