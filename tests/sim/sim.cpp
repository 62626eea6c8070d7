// Runs of the simulation, a seed each. CHATQC_SEEDS=1-300 or =17 says which; CHATQC_TRACE=1 prints what
// happened. A seed that fails prints the command that repeats it, and the shortest plan that fails like it.
#include "tests/sim/shrink.h"
#include "tests/support/canaries.h"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>

using namespace chatqc;

namespace {

#if defined(__SANITIZE_ADDRESS__) || !defined(__OPTIMIZE__)
constexpr std::uint64_t seeds = 30, shipped_seeds = 6;
#else
constexpr std::uint64_t seeds = 300, shipped_seeds = 60;
#endif

constexpr std::size_t shrink_runs_max = 400;
constexpr unsigned shrunk_max = 3; // failing seeds that are; the others are only named

struct seed_range {
    std::uint64_t from = 1, to = 1;
};

using plan_maker = sim::plan (*)(std::uint64_t seed);

seed_range asked_for(std::uint64_t usual)
{
    const char* given = std::getenv("CHATQC_SEEDS");
    if (given == nullptr)
        return {1, usual};
    char* end = nullptr;
    seed_range range;
    range.from = range.to = std::strtoull(given, &end, 10);
    if (*end == '-')
        range.to = std::strtoull(end + 1, nullptr, 10);
    return range;
}

// By seed, so that the order of printing is that of the seeds.
std::map<std::uint64_t, sim::outcome>
carry_out_all(const seed_range& range, plan_maker make_plan, bool with_trace)
{
    std::map<std::uint64_t, sim::outcome> outcomes;
    std::mutex guard;
    std::atomic<std::uint64_t> next{range.from};
    const auto work = [&] {
        for (auto seed = next++; seed <= range.to; seed = next++) {
            auto out = sim::carry_out(make_plan(seed), with_trace);
            const std::lock_guard lock{guard};
            outcomes.emplace(seed, std::move(out));
        }
    };
    std::vector<std::thread> threads;
    for (unsigned count = 0; count < 2; ++count)
        threads.emplace_back(work);
    for (auto& one : threads)
        one.join();
    return outcomes;
}

// A suite and its plans.
struct kind_of_runs {
    const char* suite;
    plan_maker make_plan;
};

std::string
failure_text(std::uint64_t seed, const kind_of_runs& kind, const sim::outcome& out, bool is_shrunk)
{
    std::string text = "repeat with CHATQC_SEEDS=" + std::to_string(seed) +
                       " chatqc_test_sim --test-suite=" + kind.suite + "\n";
    for (const auto& why : out.failures)
        text += "  " + why + '\n';
    if (!is_shrunk)
        return text;
    const auto smaller = sim::shrink(kind.make_plan(seed), shrink_runs_max);
    const auto again = sim::carry_out(smaller, true);
    text += "fails like this too:\n" + sim::description(smaller);
    for (const auto& why : again.failures)
        text += "  " + why + '\n';
    return text + again.trace;
}

// Carries out the seeds, tells what fails and what the runs were like, and hands back their sums.
sim::outcome carry_out_and_tell(const kind_of_runs& kind, const seed_range& range)
{
    const bool with_trace = std::getenv("CHATQC_TRACE") != nullptr;
    sim::outcome sum;
    unsigned failed = 0;
    for (const auto& [seed, out] : carry_out_all(range, kind.make_plan, with_trace)) {
        if (with_trace)
            std::fputs(out.trace.c_str(), stdout);
        if (!out.failures.empty()) {
            const auto text = failure_text(seed, kind, out, failed++ < shrunk_max);
            FAIL_CHECK(text);
        }
        sum.lives += out.lives;
        sum.stored += out.stored;
        sum.verdicts += out.verdicts;
        sum.incidents += out.incidents;
        sum.recomputed += out.recomputed;
        sum.too_late += out.too_late;
        sum.refused += out.refused;
        sum.activations += out.activations;
        sum.modelled += out.modelled;
        sum.power_losses += out.power_losses;
    }
    std::ostringstream told;
    told << "seeds " << range.from << " to " << range.to << ": " << sum.lives << " lives, "
         << sum.power_losses << " losses of power, " << sum.activations << " activations on the way, "
         << sum.stored << " messages stored, " << sum.verdicts
         << " settled verdicts, of which the model says " << sum.modelled << ", " << sum.incidents
         << " incidents, " << sum.recomputed << " conversations run again, " << sum.too_late << " too late, "
         << sum.refused << " refused\n";
    std::fputs(told.str().c_str(), stdout);
    return sum;
}

} // namespace

TEST_SUITE("sim.runs")
{
    TEST_CASE("whatever happens, all that must hold holds")
    {
#ifdef CHATQC_CANARIES
        const test::switched on{test::asked_for_fault()};
#endif
        const auto range = asked_for(seeds);
        const auto sum = carry_out_and_tell({"sim.runs", sim::make_plan}, range);
        if (range.to - range.from >= 20) { // runs must not be empty
            CHECK(sum.stored > 20 * (range.to - range.from));
            CHECK(sum.verdicts > 0);
            CHECK(sum.incidents > 0);
            CHECK(sum.modelled > 0);
            CHECK(sum.recomputed > 0);
            CHECK(sum.activations > 0);
            CHECK(sum.power_losses > 0);
        }
        if (range.to - range.from >= 200) { // what only few plans have
            CHECK(sum.too_late > 0);
            CHECK(sum.refused > 0);
        }
    }
}

TEST_SUITE("sim.packs")
{
    TEST_CASE("the built-in packs judge live, whatever happens, as they judge offline")
    {
        const auto range = asked_for(shipped_seeds);
        const auto sum = carry_out_and_tell({"sim.packs", sim::make_shipped_plan}, range);
        if (range.to - range.from >= 20) {
            CHECK(sum.stored > 5 * (range.to - range.from));
            CHECK(sum.verdicts > 2 * (range.to - range.from));
            CHECK(sum.recomputed > 0);
            CHECK(sum.activations > 0);
        }
    }
}
