// The simulation finds what it is there for: each fault that is built in and switched on, within the plans
// and seeds that run everywhere.
#include "tests/support/canaries.h"

#include "tests/sim/kept_plans.h"
#include "tests/sim/run.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <string>

using namespace chatqc;
namespace canary = engine::canary;

namespace {

constexpr std::uint64_t seeds_max = 300;

constexpr canary::fault faults[] = {
    canary::ack_before_commit,
    canary::last_block_not_replayed,
    canary::feed_position_reused,
    canary::late_dropped_after_session,
    canary::duplicates_forgotten,
    canary::watermark_jumps_at_cut,
    canary::reopened_below_checkpoint,
    canary::deadline_off_by_one,
    canary::gap_ends_waiting_session,
    canary::sync_skipped,
    canary::activation_not_resumed,
};

} // namespace

TEST_SUITE("sim.canaries")
{
    TEST_CASE("every built-in fault is found")
    {
        for (const auto fault : faults) {
            const test::switched on{fault};
            const std::string name{test::name_of(fault)};
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
                "%s: seed %llu: %.120s\n", name.c_str(), static_cast<unsigned long long>(seed), found.c_str()
            );
            CAPTURE(name);
            CHECK_FALSE(found.empty());
        }
    }
}
