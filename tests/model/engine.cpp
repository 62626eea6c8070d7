// The engine against the model, in plain order and on any way there.
#include "tests/model/check.h"
#include "tests/model/incidents.h"
#include "tests/model/packs.h"
#include "tests/model/seeds.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace chatqc;

namespace {

void check(std::uint64_t seed, const model::chat_options& options)
{
    REQUIRE_MESSAGE(model::check_in_order(seed, options) == "", test::again("model.engine", seed));
}

void check(std::uint64_t seed, const model::disorder_options& way)
{
    REQUIRE_MESSAGE(model::check_in_disorder(seed, way) == "", test::again("model.disorder", seed));
}

model::disorder_options live()
{
    model::disorder_options way;
    way.live = true;
    return way;
}

} // namespace

TEST_SUITE("model.engine")
{
    TEST_CASE("the engine settles on what the model says")
    {
        for (const auto seed : test::seeds(1000))
            check(seed, model::chat_options{});
    }

    TEST_CASE("with edits and recalls too")
    {
        model::chat_options options;
        options.edits = true;
        for (const auto seed : test::seeds(1000))
            check(seed, options);
    }

    TEST_CASE("with agents that urge, over sessions and days")
    {
        model::chat_options options;
        options.edits = true;
        options.urging = true;
        for (const auto seed : test::seeds(1000))
            check(seed, options);
    }

    TEST_CASE("every rule of these packs fires in some chat")
    {
        model::chat_options options;
        options.edits = true;
        options.urging = true;
        for (const auto& pack : model::rules_for(options)) {
            std::set<std::string> silent;
            for (const auto& each : pack->rules)
                silent.insert(each.id);
            for (std::uint64_t seed = 1; seed <= 400 && !silent.empty(); ++seed) {
                test::random random{seed};
                const auto messages = model::random_chats(random, options);
                const std::vector<model::activation> units{{messages.front().ts, pack}};
                for (const auto& made : model::settle_all(messages, units))
                    silent.erase(made.verdict.rule);
                const auto tags = model::tags_of(messages, units);
                for (const auto& each : pack->rules) {
                    const auto is_it = [&](const auto& one) {
                        return each.puts && one[2] == pack->tags[*each.puts].name;
                    };
                    if (std::any_of(tags.begin(), tags.end(), is_it))
                        silent.erase(each.id);
                }
                for (const auto& each : model::incidents(messages, units))
                    silent.erase(each.substr(0, each.find(' ')));
            }
            std::string names;
            for (const auto& each : silent)
                names += each + " ";
            CHECK(names == "");
        }
    }

    TEST_CASE("and in sessions that are cut for their length")
    {
        model::chat_options options;
        options.conversations_max = 1;
        options.long_sessions = true;
        for (const auto seed : test::seeds(6))
            check(seed, options);
    }
}

TEST_SUITE("model.disorder")
{
    TEST_CASE("recorded sources, however they send, over restarts and any number of shards")
    {
        for (const auto seed : test::seeds(300))
            check(seed, model::disorder_options{});
    }

    TEST_CASE("live sources, which may be too late")
    {
        for (const auto seed : test::seeds(300))
            check(seed, live());
    }

    TEST_CASE("what is remembered over sessions and days")
    {
        model::disorder_options way;
        way.urging = true;
        for (const auto seed : test::seeds(300))
            check(seed, way);
    }

    TEST_CASE("what once failed")
    {
        for (const std::uint64_t seed : {3U, 692U}) // stored before the power went, worked in after it
            check(seed, model::disorder_options{});
        for (const std::uint64_t seed : {1261U, 6406U}) // late, and overtook what still waited
            check(seed, live());
    }
}
