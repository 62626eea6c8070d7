// The simulation finds what it is there for: each fault that is built in and switched on, within the plans
// and seeds that run everywhere.
#include "engine/canary.h"
#include "tests/sim/kept_plans.h"
#include "tests/sim/run.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <utility>

using namespace chatqc;
namespace canary = engine::canary;

namespace {

constexpr std::uint64_t seeds_max = 300;

struct switched {
    explicit switched(canary::fault one) { canary::switched_on = one; }

    ~switched() { canary::switched_on = canary::none; }
};

constexpr std::pair<canary::fault, const char*> faults[] = {
    {canary::ack_before_commit, "ack before commit"},
    {canary::last_block_not_replayed, "last block not replayed"},
    {canary::feed_position_reused, "feed position reused"},
    {canary::late_dropped_after_session, "late message dropped after its session"},
    {canary::duplicates_forgotten, "duplicates forgotten"},
    {canary::watermark_jumps_at_cut, "watermark jumps at a cut"},
    {canary::reopened_below_checkpoint, "reopened below the checkpoint"},
};

} // namespace

TEST_SUITE("sim.canaries")
{
    TEST_CASE("every built-in fault is found")
    {
        for (const auto& [fault, name] : faults) {
            const switched on{fault};
            std::string found;
            std::uint64_t seed = 0;
            for (const auto& [about, plan] : sim::kept_plans()) {
                if (const auto out = sim::carry_out(plan); found.empty() && !out.failures.empty())
                    found = out.failures.front();
            }
            while (found.empty() && seed < seeds_max) {
                const auto out = sim::carry_out(sim::make_plan(++seed));
                if (!out.failures.empty())
                    found = out.failures.front();
            }
            std::printf(
                "%s: seed %llu: %.120s\n", name, static_cast<unsigned long long>(seed), found.c_str()
            );
            CAPTURE(name);
            CHECK_FALSE(found.empty());
        }
    }
}
