// The deadline structure beside a naive one.
#include "engine/shard/deadlines.h"

#include "tests/support/seed.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <tuple>
#include <vector>

using namespace chatqc;
using engine::deadlines;

TEST_SUITE("engine.deadlines")
{
    TEST_CASE("takes what a sorted list would take, in the same order")
    {
        CHATQC_SEEDED(seed);
        test::random random{seed};
        deadlines queue;
        std::vector<deadlines::entry> naive;
        const auto earlier = [](const deadlines::entry& a, const deadlines::entry& b) {
            return std::tie(a.at, a.slot, a.generation) < std::tie(b.at, b.slot, b.generation);
        };
        for (int step = 0; step < 5000; ++step) {
            if (random.chance(60)) {
                const deadlines::entry made{
                    engine::time_point{engine::milliseconds{random.between(0, 1000)}},
                    static_cast<engine::slot_number>(random.below(50)),
                    static_cast<std::uint32_t>(step)};
                queue.arm(made);
                naive.push_back(made);
                continue;
            }
            const engine::time_point limit{engine::milliseconds{random.between(0, 1000)}};
            const auto first = std::min_element(naive.begin(), naive.end(), earlier);
            const bool due = first != naive.end() && first->at <= limit;
            const auto taken = queue.take_due(limit);
            REQUIRE(taken.has_value() == due);
            if (!due)
                continue;
            CHECK(taken->at == first->at);
            CHECK(taken->slot == first->slot);
            CHECK(taken->generation == first->generation);
            naive.erase(first);
            REQUIRE(queue.size() == naive.size());
        }
    }

    TEST_CASE("a limit is inclusive")
    {
        deadlines queue;
        const engine::time_point at{engine::milliseconds{100}};
        queue.arm({at, 1, 1});
        CHECK_FALSE(queue.take_due(at - engine::milliseconds{1}));
        CHECK(queue.take_due(at));
    }
}
