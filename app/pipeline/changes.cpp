#include "app/pipeline/changes.h"

#include <algorithm>
#include <utility>

namespace chatqc::app {

void append_changes(storage::commit_batch& batch, engine::batch_result& made)
{
    for (auto& change : made.segments) {
        storage::segment_write write;
        write.tenant = change.tenant;
        write.conversation = std::move(change.conversation);
        write.erase = std::move(change.erased);
        write.put = std::move(change.ended);
        batch.segments.push_back(std::move(write));
    }
    for (auto& verdict : made.verdicts)
        batch.verdicts.push_back({std::move(verdict)});
    if (made.reopened_from)
        batch.reopened_from =
            std::min(batch.reopened_from.value_or(*made.reopened_from), *made.reopened_from);
}

} // namespace chatqc::app
