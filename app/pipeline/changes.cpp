#include "app/pipeline/changes.h"

#include <algorithm>
#include <iterator>
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
        write.counts = change.counts;
        batch.segments.push_back(std::move(write));
    }
    for (auto& verdict : made.verdicts)
        batch.verdicts.push_back({std::move(verdict)});
    std::move(made.rows.begin(), made.rows.end(), std::back_inserter(batch.rows));
}

} // namespace chatqc::app
