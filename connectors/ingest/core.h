// What the sessions and posts of one ingest service share. Internal to connectors/ingest; the loop's thread
// only.
#pragma once

#include "connectors/ingest/service.h"
#include "connectors/ingest/ticket.h"

#include <map>
#include <set>
#include <vector>

namespace chatqc::connectors {

// Of connections; what became of messages is counted once, by the pipeline.
struct ingest_counters {
    explicit ingest_counters(metrics& owner);

    counter frames, bytes, replaced, pauses;
    gauge sessions, in_flight_bytes;
};

// A source some POST is busy with.
struct posting_source {
    std::size_t posts = 0;
    bool ended = false; // nothing came since its last `end`
    time_point newest{};
};

struct submit_outcome {
    bool ended = false;     // the frame ended its source
    bool is_behind = false; // ingest_frame::is_behind
    std::vector<refusal> refused;
};

struct ingest_service::state : std::enable_shared_from_this<state> {
    state(
        event_loop& loop_of,
        ingest_backend& pipeline,
        metrics& owner,
        const ingest_limits& bounds,
        std::function<time_point()> wall
    );

    // Whether a connection with this much in flight may be read on; the last that came of it was behind.
    [[nodiscard]] bool may_read(std::size_t own_frames, std::size_t own_bytes, bool is_behind) const;
    // Decodes, completes the clock and submits one frame; `frame` has all but its content. `newest` is the
    // source's.
    submit_outcome
    submit(std::string_view bytes, const decode_context& how, ingest_frame&& frame, time_point& newest);
    // The second half of submit(), for frames that were decoded already.
    submit_outcome hand_over(ingest_frame&& frame, time_point& newest);
    std::shared_ptr<ingest_ticket>
    ticket(std::weak_ptr<frame_waiter> waiter, std::uint64_t frame, std::size_t bytes);
    void back(std::vector<frame_result>& frames);
    void tick();
    void forget(const std::shared_ptr<ingest_session>& session);
    void check_drained();

    event_loop& loop;
    ingest_backend& backend;
    ingest_limits limits;
    std::function<time_point()> clock;
    message_decoder decoder;
    ingest_counters counters;

    std::size_t in_flight_bytes = 0;
    std::size_t behind_bytes = 0;                                 // of them of frames that are behind
    time_point live_at{};                                         // a frame that is not came last
    std::set<std::shared_ptr<ingest_session>> sessions;           // open or closing
    std::map<source_id, std::weak_ptr<ingest_session>> by_source; // who holds a name now
    std::map<source_id, posting_source> posting;
    std::set<std::shared_ptr<ingest_post>> posts;
    std::set<std::weak_ptr<ingest_session>, std::owner_less<>> paused;
    bool is_draining = false;
    std::function<void()> drained;
    std::unique_ptr<repeating_timer> ticker;
    std::unique_ptr<single_timer> drain_limit;
};

} // namespace chatqc::connectors
