// The units a store has judged by, and the one to judge by from now on: packs come from folders at a start,
// are kept in the store with the event time they became active, and compile again from there (SPEC §4 "Packs
// in the log").
#pragma once

#include "app/report_source.h"
#include "engine/unit.h"
#include "storage/store.h"

#include <memory>
#include <string>
#include <vector>

namespace chatqc::app {

struct loaded_units {
    engine::unit_log log;
    std::vector<std::shared_ptr<const engine::unit>> units; // by activation
    std::string problem;  // not empty: they cannot be used; several lines for people
    std::string warnings; // several lines, or empty
};

// Checks the folders' packs (none: the built-in ones) and runs their rule tests; if they differ from the
// newest unit of the store they become active at `now` (the first unit reaches back for ever) and are stored.
loaded_units load_units(
    storage::store& stored,
    const std::vector<std::string>& folders,
    engine::time_point now,
    const std::string& cache_folder
);

// The rule sets of a store that is only read, for reports; the built-in packs if it has none.
storage::result<report_rules> load_report_rules(storage::store& stored);

report_rules rules_of(const loaded_units& units);

} // namespace chatqc::app
