// The random chats find what they are there for: each fault of the engine that is built in and switched on,
// within the seeds that run everywhere.
#include "tests/support/canaries.h"

#include "tests/model/check.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <string>

using namespace chatqc;
namespace canary = engine::canary;

namespace {

constexpr std::uint64_t seeds_in_order = 1000;
constexpr std::uint64_t seeds_in_disorder = 300;

// The first seed that finds the fault, in plain order if it can; 0: none does.
std::uint64_t found_by(bool in_order)
{
    const auto most = in_order ? seeds_in_order : seeds_in_disorder;
    for (std::uint64_t seed = 1; seed <= most; ++seed) {
        const auto text = in_order ? model::check_in_order(seed, {}, model::shortening::off)
                                   : model::check_in_disorder(seed, {}, model::shortening::off);
        if (!text.empty())
            return seed;
    }
    return 0;
}

struct built_in {
    canary::fault fault;
    bool shows_in_order; // else only when messages come late, twice or in another order
};

constexpr built_in faults[] = {
    {canary::deadline_off_by_one, true},
    {canary::gap_ends_waiting_session, true},
    {canary::acknowledgement_opens_round, true},
    {canary::transfer_keeps_holder, true},
    {canary::order_by_arrival, false},
    {canary::copies_accepted, false},
    {canary::late_ignored, false},
    {canary::late_dropped_after_session, false},
    {canary::duplicates_forgotten, false},
};

} // namespace

TEST_SUITE("model.canaries")
{
    TEST_CASE("every built-in fault is found")
    {
        for (const auto& each : faults) {
            const test::switched on{each.fault};
            const std::string name{test::name_of(each.fault)};
            const auto seed = found_by(each.shows_in_order);
            std::printf("%s: seed %llu\n", name.c_str(), static_cast<unsigned long long>(seed));
            CAPTURE(name);
            CHECK(seed != 0);
        }
    }
}
