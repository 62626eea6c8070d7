// The checkpoint of a running pipeline: the shards give out its rows with their batches, a portion in each,
// and once the last of them is on disk the head follows.
#include "app/pipeline/pipeline.h"
#include "engine/kill_point.h"

#include <algorithm>

namespace chatqc::app {

// A conversation gets a new row once it was quiet for a whole turn, so that one which is busy is not written
// again and again; or when its row is three turns behind, so that the journal is never read from much further
// back.
void pipeline::begin_checkpoint()
{
    engine::reached(engine::kill_point::checkpoint_begins);
    const auto [last, before, third] = turns_;
    turns_ = {stored_.next_block(), last, before};
    ask([&](unsigned, engine::shard& shard) {
        shard.begin_checkpoint({.quiet_since = last, .overdue_before = third});
    });
    is_checkpointing_ = true;
}

void pipeline::go_on_with_checkpoint()
{
    auto from = stored_.next_block();
    bool has_rows = true;
    ask([&](unsigned, engine::shard& shard) {
        has_rows = has_rows && shard.has_checkpoint();
        if (has_rows)
            from = std::min(from, shard.oldest_unwritten_block().value_or(from));
    });
    if (!has_rows)
        return;
    is_checkpointing_ = false;
    if (settle()) // what the answers stand on must be on disk first
        write_checkpoint_head(from);
}

void pipeline::write_checkpoint_head(std::uint64_t journal_from)
{
    engine::reached(engine::kill_point::checkpoint_rows_written);
    (void)stored_.put_checkpoint(journal_from); // a cache: the next one will do
}

// Once nothing else goes on: all rows.
void pipeline::write_last_checkpoint()
{
    engine::reached(engine::kill_point::checkpoint_begins);
    bool are_written = true;
    auto from = stored_.next_block();
    for (auto& worker : workers_)
        are_written = worker->write_rows() && are_written;
    for (auto& worker : workers_)
        from = std::min(from, worker->engine().oldest_unwritten_block().value_or(from));
    if (are_written)
        write_checkpoint_head(from);
}

} // namespace chatqc::app
