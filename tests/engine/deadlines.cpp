// The deadline structure beside a naive one.
#include "engine/shard/deadlines.h"

#include "tests/support/seed.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

using namespace chatqc;
using engine::deadlines;

TEST_SUITE("engine.deadlines")
{
    TEST_CASE("takes what a sorted list would take, in the same order")
    {
        CHATQC_SEEDED(seed);
        test::random random{seed};
        const auto earlier = [](const deadlines::entry& a, const deadlines::entry& b) {
            return std::tie(a.at, a.slot, a.generation) < std::tie(b.at, b.slot, b.generation);
        };
        // Times that all come soon, that come soon or late, and before 1970.
        for (const auto& [from, to] :
             std::vector<std::pair<int, int>>{{0, 1000}, {0, 400'000}, {-90'000, 90'000}}) {
            CAPTURE(to);
            deadlines queue;
            std::vector<deadlines::entry> naive;
            for (int step = 0; step < 5000; ++step) {
                const engine::time_point at{engine::milliseconds{random.between(from, to)}};
                if (random.chance(95)) {
                    const auto slot = static_cast<engine::slot_number>(random.below(50));
                    queue.arm({at, slot, static_cast<std::uint32_t>(step)});
                    naive.push_back({at, slot, static_cast<std::uint32_t>(step)});
                    continue;
                }
                std::sort(naive.begin(), naive.end(), earlier);
                std::vector<deadlines::entry> taken;
                queue.take_due(at, taken);
                auto expected = naive.begin();
                for (const auto& one : taken) {
                    REQUIRE(expected != naive.end());
                    CHECK(one.at == expected->at);
                    CHECK(one.slot == expected->slot);
                    CHECK(one.generation == expected->generation);
                    ++expected;
                }
                CHECK((expected == naive.end() || expected->at > at));
                naive.erase(naive.begin(), expected);
                REQUIRE(queue.size() == naive.size());
            }
            std::vector<deadlines::entry> rest;
            queue.take_due(engine::time_point::max(), rest);
            CHECK(rest.size() == naive.size());
            CHECK(queue.size() == 0);
        }
    }

    TEST_CASE("a limit is inclusive")
    {
        deadlines queue;
        const engine::time_point at{engine::milliseconds{100}};
        queue.arm({at, 1, 1});
        std::vector<deadlines::entry> due;
        queue.take_due(at - engine::milliseconds{1}, due);
        CHECK(due.empty());
        queue.take_due(at, due);
        CHECK(due.size() == 1);
    }
}
