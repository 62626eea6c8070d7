// What a batch of a shard changed, as it goes into a commit: of a running server and of a start alike.
#pragma once

#include "engine/shard/shard.h"
#include "storage/store.h"

namespace chatqc::app {

// Takes the segments, verdicts and rows out of `made`; its block stays.
void append_changes(storage::commit_batch& batch, engine::batch_result& made);

} // namespace chatqc::app
