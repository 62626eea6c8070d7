// What once failed holds.
#include "tests/sim/kept_plans.h"
#include "tests/sim/run.h"

#include <doctest/doctest.h>

using namespace chatqc;

TEST_SUITE("sim.kept")
{
    TEST_CASE("every plan that once failed holds")
    {
        for (const auto& [about, plan] : sim::kept_plans()) {
            CAPTURE(about);
            const auto out = sim::carry_out(plan, true);
            for (const auto& why : out.failures)
                FAIL_CHECK(why << '\n' << out.trace);
            CHECK(out.stored == plan.messages.size());
        }
    }

    TEST_CASE("seeds that once failed hold")
    {
        for (const std::uint64_t seed :
             {38U, 114U, 388U, 531U, 2002U, 2051U, 2740U, 12462U, 20428U, 21309U}) {
            CAPTURE(seed);
            for (const auto& plan : {sim::make_first_plan(seed), sim::make_plan(seed)}) {
                const auto out = sim::carry_out(plan, true);
                for (const auto& why : out.failures)
                    FAIL_CHECK(why << '\n' << out.trace);
                CHECK(out.stored > 0);
            }
        }
    }
}
