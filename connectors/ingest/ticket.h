// How a durable frame finds back to who waits for it: a WebSocket session or a POST. Internal to
// connectors/ingest.
#pragma once

#include "connectors/ingest_backend.h"

#include <memory>

namespace chatqc::connectors {

// Lives on the loop's thread; may be gone when its frames come back.
class frame_waiter {
public:
    virtual ~frame_waiter() = default;
    // In any order within a connection.
    virtual void complete(std::uint64_t frame, frame_result&& result) = 0;
    // After the last complete() of one commit.
    virtual void settle() = 0;
};

class ingest_ticket : public frame_ticket {
public:
    std::weak_ptr<frame_waiter> waiter;
    std::uint64_t frame = 0; // from 1, within the connection or request
    std::size_t bytes = 0;   // counted as in flight
    bool is_behind = false;  // and among those that are behind
};

} // namespace chatqc::connectors
