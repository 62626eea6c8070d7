// The units a store has judged by, and the one to judge by from now on: packs come from folders at a start,
// are kept in the store with the event time they became active, and compile again from there (SPEC §4 "Packs
// in the log").
#pragma once

#include "app/report_source.h"
#include "engine/unit.h"
#include "storage/store.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chatqc::app {

struct loaded_units {
    engine::unit_log log;
    std::vector<std::shared_ptr<const engine::unit>> units; // by activation
    std::string bundle;                                     // of the newest one, as the store keeps it
    std::string problem;  // not empty: they cannot be used; several lines for people
    std::string warnings; // several lines, or empty

    void activate(engine::time_point from, std::shared_ptr<const engine::unit> unit, std::string its_bundle);
    // The newest is at hand from now on, and those that it has followed only now: sessions of their time
    // still begin, because messages come after their time. What only those before them judge by goes with the
    // last who does. `now` is the wall's.
    void keep_at_hand(engine::time_point now) const;
};

// When packs become active that differ from the newest unit.
struct activation {
    engine::time_point now{};               // the wall's
    std::optional<engine::time_point> at{}; // event time; must lie after every earlier activation
};

// The units of a store that is only read; none is no problem. Those before the newest are compiled when
// something is judged by them. `cache` may be null.
loaded_units kept_units(storage::store& stored, const std::shared_ptr<engine::database_cache>& cache);

// Packs that could become active.
struct draft_unit {
    std::shared_ptr<const engine::unit> unit; // none if there is a problem, or if it is the newest one
    std::string bundle;                       // as the store keeps it
    std::string problem, warnings;            // several lines for people, or empty
};

// The folders' packs (none: the built-in ones), checked, compiled, and tested if a file of theirs differs
// from the newest of `units`. Packs that have judged before are the unit they were. `cache` may be null.
draft_unit draft_of(
    const std::vector<std::string>& folders,
    const loaded_units& units,
    const std::shared_ptr<engine::database_cache>& cache
);

// When a new unit becomes active; nothing if that cannot be. Two at one instant would have no order.
std::optional<engine::time_point> begin_of(const engine::unit_log& log, const activation& when);

// The same, and then the folders' packs (none: the built-in ones): if they differ from the newest unit their
// rule tests are run, and they are stored before they become active (the first unit reaches back for ever).
loaded_units load_units(
    storage::store& stored,
    const std::vector<std::string>& folders,
    const activation& when,
    const std::shared_ptr<engine::database_cache>& cache
);

// `DIR` and `DIR@TIME` arguments: folders with one time are one set of packs, active from that event time on;
// those without a time reach back for ever, and so does the first. An existing folder's name is no time.
loaded_units units_of_folders(const std::vector<std::string>& arguments);

// The rule sets of a store that is only read, for reports; the built-in packs if it has none.
storage::result<report_rules> load_report_rules(storage::store& stored);

report_rules rules_of(const loaded_units& units);

} // namespace chatqc::app
