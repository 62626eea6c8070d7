// Restart: the open conversations come back, those that the checkpoint has rows of asleep, the others from
// the journal through the same engine.
#pragma once

#include "app/pipeline/work.h"

#include <vector>

namespace chatqc::app {

// Gives every shard its rows of the checkpoint, and from the journal every message that neither a row nor a
// segment holds, and lets the sources' clocks pass. What that changes against the store is returned for one
// commit; after a clean stop it is nothing. The shards work beside each other if `with_threads`. Throws
// std::runtime_error if the journal cannot be read.
storage::commit_batch restore_conversations(
    const std::vector<engine::shard*>& shards,
    storage::store& stored,
    const std::vector<clock_change>& views,
    bool with_threads
);

} // namespace chatqc::app
