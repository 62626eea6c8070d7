// From the journal to whole stretches: messages are gathered until all of a stretch are there, and dealt in
// batches. What is held are the stretches that were open at that place of the journal.
#pragma once

#include "app/backtest_plan.h"
#include "engine/rerun.h"

#include <vector>

namespace chatqc::app {

struct dealt_batch {
    std::vector<std::uint32_t> numbers;    // of plan.stretches
    std::vector<engine::stretch> messages; // of each
};

struct not_dealt {
    // Stretches that did not become whole: retention has removed messages of theirs, or they are damaged.
    std::vector<std::uint32_t> stretches;
    std::vector<storage::journal_damage> damage;
};

// Reads the journal once, in order, past what is damaged. Of a conversation a batch has one stretch at most.
// Throws storage::read_error.
not_dealt deal_messages(
    storage::store& stored, const backtest_plan& plan, const std::function<void(dealt_batch&&)>& take
);

} // namespace chatqc::app
