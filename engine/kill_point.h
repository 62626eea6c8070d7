// The places on a message's way to the disk, and back as an ack, at which tests let the process die. The
// product's `reached` does nothing; its definition stands alone, so that a test binary links another one
// (tests/faulty).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace chatqc::engine {

enum class kill_point : std::uint8_t {
    frame_submitted,         // handed to the shards
    batch_judged,            // a shard is through with its batch
    commit_gathered,         // the committer has one batch of all
    write_begins,            // of any batch, names and the checkpoint's head too
    write_synced,            //
    commit_written,          // known to the committer, told to nobody
    shards_told,             // what they waited for is durable
    acks_handed,             // to the sockets
    verdicts_published,      // to the feed
    ack_sending,             // to one connection
    checkpoint_begins,       //
    checkpoint_rows_written, // all of a turn, not the head
    checkpoint_head_written, //
    restored,                // after a start, before what it changed is committed
};

inline constexpr std::array<std::string_view, 14> kill_point_names = {
    "frame_submitted",
    "batch_judged",
    "commit_gathered",
    "write_begins",
    "write_synced",
    "commit_written",
    "shards_told",
    "acks_handed",
    "verdicts_published",
    "ack_sending",
    "checkpoint_begins",
    "checkpoint_rows_written",
    "checkpoint_head_written",
    "restored",
};

// From any thread, once a batch or a frame, never once a message.
void reached(kill_point where);

} // namespace chatqc::engine
