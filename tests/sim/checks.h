// What must hold after a run, found in what the store holds and what clients were told.
#pragma once

#include "tests/sim/run.h"
#include "tests/sim/sender.h"
#include "tests/sim/watcher.h"

#include <memory>
#include <string>
#include <vector>

namespace chatqc::sim {

// No acknowledged message is missing, nothing is stored twice, the settled verdicts are those of the plain
// order and, where the traffic is the model's, what the model says; the reports those of what is stored.
void check_store(
    storage::store& stored,
    const plan& what,
    const engine::unit_log& units,
    const std::vector<std::unique_ptr<sender>>& senders,
    outcome& out
);

// No revision twice, no hole and no repetition in what the watcher was told, and its sum is what is stored.
void check_feed(storage::store& stored, const watcher& told, outcome& out);

// As `chatqc export verdicts --settled` prints them.
std::string settled_in(storage::store& stored);

} // namespace chatqc::sim
