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

// Reads the journal once, in order. Of a conversation a batch has one stretch at most. Returns the stretches
// that did not become whole: retention has removed messages of theirs. Throws storage::read_error.
std::vector<std::uint32_t> deal_messages(
    storage::store& stored, const backtest_plan& plan, const std::function<void(dealt_batch&&)>& take
);

} // namespace chatqc::app
