// Restart: the open conversations come back from the journal, through the same engine.
#pragma once

#include "app/pipeline/work.h"

#include <vector>

namespace chatqc::app {

// Reads the journal from the checkpoint's block on and gives every message that no segment holds back to its
// shard, then lets the sources' clocks pass. What that changes against the store is returned for one commit;
// after a clean stop it is nothing. Throws std::runtime_error if the journal cannot be read.
storage::commit_batch restore_conversations(
    const std::vector<engine::shard*>& shards, storage::store& stored, const std::vector<clock_change>& views
);

} // namespace chatqc::app
