// What began lately beside a list of everything that began.
#include "engine/shard/recent_starts.h"

#include "tests/support/seed.h"

#include <doctest/doctest.h>

#include <set>
#include <utility>
#include <vector>

using namespace chatqc;

TEST_SUITE("engine.recent_starts")
{
    TEST_CASE("lists all that began since a moment, or says that it cannot")
    {
        CHATQC_SEEDED(seed);
        test::random random{seed};
        engine::recent_starts starts;
        std::vector<std::pair<engine::time_point, engine::slot_number>> all;
        auto now = engine::time_point{};
        int listed = 0;
        int unlisted = 0;
        const auto ask = [&] {
            const auto from = now - engine::milliseconds{random.between(-500, 100'000)};
            std::set<engine::slot_number> naive;
            for (const auto& [started, slot] : all)
                if (started >= from)
                    naive.insert(slot);
            const auto found = starts.since(from);
            ++(found ? listed : unlisted);
            if (found)
                CHECK(std::set<engine::slot_number>(found->begin(), found->end()) == naive);
            else
                CHECK(all.size() > engine::recent_starts::kept);
        };
        for (std::size_t count = 0; count < 3 * engine::recent_starts::kept; ++count) {
            now += engine::milliseconds{random.between(0, 2)};
            const auto started = now + engine::milliseconds{random.between(-1000, 1000)};
            const auto slot = static_cast<engine::slot_number>(random.below(50'000));
            starts.add(started, slot);
            all.emplace_back(started, slot);
            if (count % 997 == 0)
                ask();
        }
        CHECK(listed > 0);
        CHECK(unlisted > 0);
    }

    TEST_CASE("what it was not told of in time may be among those asked for")
    {
        engine::recent_starts starts;
        const auto at = [](int ms) { return engine::time_point{engine::milliseconds{ms}}; };
        starts.add(at(5), 1);
        starts.forget(at(7));
        CHECK(!starts.since(at(7)));
        starts.add(at(8), 2);
        CHECK(starts.since(at(8)) == std::vector<engine::slot_number>{2});
    }
}
