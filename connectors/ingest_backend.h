// The seam between the sockets and the pipeline: what a decoded frame is, and what comes back once it is
// durable. No sockets and no engine logic here.
#pragma once

#include "engine/message.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::connectors {

using engine::source_id;
using engine::tenant_id;
using engine::time_point;

// Why one message was refused (SPEC §2). `code` is stable: bad_json, missing_field, wrong_type, bad_value,
// invalid_utf8, too_long, ts_too_old, ts_in_future, wrong_tenant, id_conflict, too_many.
struct refusal {
    std::uint32_t index = 0; // position in the frame's array, from 0
    std::string id;          // where readable
    std::string code;
    std::string message; // one sentence
    std::string bytes;   // the raw object, cut at 4 KiB, for the dead-letter store
};

// One message of a frame, packed into ingest_frame::records.
struct ingest_entry {
    std::uint32_t offset = 0;            // of its record in `records`
    std::uint32_t index = 0;             // position in the frame's array
    std::uint64_t conversation_hash = 0; // engine::hash_conversation
    std::uint64_t id_hash = 0;
    std::uint64_t content_hash = 0;
};

// A source's clock as of a moment in its stream (SPEC §3 "Sources").
struct source_clock {
    time_point newest{};    // newest ts it sent; epoch: none yet
    time_point watermark{}; // min(newest, wall) - lateness; for a silent live source wall - lateness
};

// Ties a frame to the connection that waits for its ack. Made and read by connectors; carried by the
// pipeline.
class frame_ticket {
public:
    virtual ~frame_ticket() = default;
};

struct ingest_frame {
    tenant_id tenant = 0;
    source_id source = 0;
    bool recorded = true;
    bool end = false;     // {"end":true}: after these messages the source has ended
    time_point arrived{}; // wall
    std::string records;  // engine::append_record, back to back
    std::vector<ingest_entry> entries;
    source_clock clock;           // after this frame
    std::vector<refusal> refused; // already answered by the codec; stored as dead letters
    std::shared_ptr<frame_ticket> ticket;

    // History that is streamed in, or a live source that catches up: live messages go first.
    [[nodiscard]] bool is_behind() const
    {
        constexpr std::chrono::seconds catching_up_after{30};
        return recorded || arrived - clock.newest > catching_up_after;
    }

    // The packed record of entries[entry].
    [[nodiscard]] std::string_view record(std::size_t entry) const
    {
        const std::size_t from = entries[entry].offset;
        const std::size_t to = entry + 1 < entries.size() ? entries[entry + 1].offset : records.size();
        return std::string_view{records}.substr(from, to - from);
    }
};

// What became of a frame, given only after the synced commit.
struct frame_result {
    std::shared_ptr<frame_ticket> ticket;
    std::uint32_t accepted = 0;
    std::uint32_t duplicates = 0;
    std::uint32_t too_late = 0;   // stored, not judged; counted in accepted
    std::vector<refusal> refused; // id_conflict; `bytes` empty
};

// Told of durable frames, once a commit, on the committer's thread; must not block.
class ingest_listener {
public:
    virtual ~ingest_listener() = default;
    virtual void durable(std::vector<frame_result>&& frames) = 0;
};

struct opened_source {
    source_id id = 0;
    time_point newest{}; // from before a restart or reconnect; epoch: none, or it had ended
};

// Thrown by tenant() and open_source(): a name that is new cannot be stored at the moment.
class backend_unavailable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// The pipeline, as the sockets see it. Every call returns at once and may come from any I/O thread, but for
// one source the calls come in order.
class ingest_backend {
public:
    virtual ~ingest_backend() = default;
    virtual tenant_id tenant(std::string_view name) = 0;
    virtual opened_source open_source(tenant_id tenant, std::string_view name, bool recorded) = 0;
    virtual void submit(ingest_frame&& frame) = 0;
    // A live source that is connected and silent, with nothing left to read: its clock moves at the wall's
    // pace.
    virtual void silent(source_id source, time_point watermark) = 0;
    // Its connection went away without `end` (wall clock); the pipeline applies source_grace.
    virtual void gone(source_id source, time_point at) = 0;
    // False while the pipeline wants no more reading (disk behind, draining): connections with frames in
    // flight then stop reading until one of their frames is durable.
    virtual bool has_room() const = 0;
    // Why nothing becomes durable at the moment, a sentence; empty: it does. What is under way is tried again
    // until it does, what is new is refused.
    virtual std::string obstacle() const = 0;
};

} // namespace chatqc::connectors
