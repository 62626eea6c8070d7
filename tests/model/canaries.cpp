// The random chats find what they are there for: each fault of the engine that is built in and switched on,
// within the seeds that run everywhere.
#include "engine/canary.h"
#include "tests/model/check.h"

#include <doctest/doctest.h>

#include <cstdio>

using namespace chatqc;
namespace canary = engine::canary;

namespace {

constexpr std::uint64_t seeds_in_order = 1000;
constexpr std::uint64_t seeds_in_disorder = 300;

struct switched {
    explicit switched(canary::fault one) { canary::switched_on = one; }

    ~switched() { canary::switched_on = canary::none; }
};

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
    const char* name;
    bool shows_in_order; // else only when messages come late, twice or in another order
};

constexpr built_in faults[] = {
    {canary::deadline_off_by_one, "deadline off by one", true},
    {canary::gap_ends_waiting_session, "gap ends a waiting session", true},
    {canary::acknowledgement_opens_round, "acknowledgement opens a round", true},
    {canary::transfer_keeps_holder, "transfer keeps the holder", true},
    {canary::order_by_arrival, "order by arrival at one instant", false},
    {canary::copies_accepted, "copies accepted", false},
    {canary::late_ignored, "late message ignored", false},
    {canary::late_dropped_after_session, "late message dropped after its session", false},
    {canary::duplicates_forgotten, "duplicates forgotten", false},
};

} // namespace

TEST_SUITE("model.canaries")
{
    TEST_CASE("every built-in fault is found")
    {
        for (const auto& each : faults) {
            const switched on{each.fault};
            const auto seed = found_by(each.shows_in_order);
            std::printf("%s: seed %llu\n", each.name, static_cast<unsigned long long>(seed));
            CAPTURE(each.name);
            CHECK(seed != 0);
        }
    }
}
