// All that a run is made of, drawn from its seed before it begins: chats, who sends them when, what goes
// wrong. Plain data, so that a failing run can be made smaller.
#pragma once

#include "tests/sim/server.h"

#include <cstdint>
#include <string>
#include <vector>

namespace chatqc::sim {

struct planned_source {
    std::string name;
    bool live = true;
};

struct planned_message {
    std::string conversation, id;
    std::string line; // as in a rule test, for people
    std::string json;
};

// A message on its way: some go twice, some with other words under the same id.
struct planned_copy {
    std::size_t message = 0;
    unsigned source = 0;
    milliseconds at{0};
    std::string json;
};

enum class fault_kind : std::uint8_t {
    cut,          // a source's connection; `how_long` until the server hears of it
    stall,        // nothing is delivered on it for `how_long`
    cut_feed,     // the watcher's
    sleep_feed,   // the watcher reads nothing for `how_long`
    slow_disk,    // no commit for `how_long`
    commit_fails, // the next `which` + 1 times
    crash,        // now; up again after `how_long`, as for the next three
    dies_before,  // … in the commit after `which` others, nothing of it written
    dies_after,   // … all of it written, nobody told
    restart,      // a clean stop
    wall_step,    // the wall clock jumps by `how_long`
    power_loss,   // as a crash, and what was not synced is gone
    power_cut,    // the same after `which` further steps of files
    disk_fails,   // the next `which` + 1 steps of files
};

struct fault {
    milliseconds at{0};
    fault_kind kind = fault_kind::cut;
    unsigned which = 0;
    milliseconds how_long{0};
};

std::string name_of(const fault& one);

// What is said, and the packs (units.h) that judge it.
enum class traffic : std::uint8_t {
    lab,     // lines of rule tests; a pack with expressions
    model,   // tests/model: its random chats and its packs, of which it knows what they mean
    shipped, // the built-in packs, and the chats of their own tests
};

// A unit that is activated: before the first start, or while the run goes on.
struct planned_unit {
    milliseconds asked{0}; // after the beginning
    milliseconds from{0};  // its event time, likewise; it may lie before
    std::size_t pack = 0;  // of the traffic's
};

struct plan {
    std::uint64_t seed = 0;
    // Nobody is late, and whoever is cut comes back within the grace: nothing may have to be judged again.
    bool is_calm = false;
    traffic said = traffic::lab;
    std::size_t first_pack = 0;
    std::vector<planned_unit> units; // after the first, by `asked`
    server_plan server;
    std::vector<planned_source> sources;
    std::vector<planned_message> messages;
    std::vector<planned_copy> copies;
    std::vector<fault> faults;
};

// When the world begins: a Monday evening in Shanghai, so that the calendar's night is part of some runs.
inline constexpr engine::time_point plan_begins{std::chrono::seconds{1'736'172'600}}; // 2025-01-06 22:10 +08

plan make_plan(std::uint64_t seed);
// The same with shipped traffic.
plan make_shipped_plan(std::uint64_t seed);
// Without what came to plans later (model traffic, activations on the way, power losses): seeds that failed
// before still mean what they meant.
plan make_first_plan(std::uint64_t seed);

} // namespace chatqc::sim
