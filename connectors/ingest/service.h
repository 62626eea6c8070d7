// Ingest (SPEC §8): sources by name, their frames numbered, decoded and handed to the pipeline, their acks
// once durable, live clocks, back-pressure. Sockets come from net/, meaning from the pipeline behind
// ingest_backend.
#pragma once

#include "connectors/codec/decode.h"
#include "connectors/ingest_backend.h"
#include "connectors/metrics.h"
#include "connectors/net/event_loop.h"
#include "connectors/net/http.h"
#include "connectors/tokens.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace chatqc::connectors {

struct ingest_limits {
    std::chrono::milliseconds lateness{2000};        // SPEC §3: how far a watermark stays behind
    std::chrono::milliseconds connected_for{10'000}; // a live source is connected this long after a pong
    std::chrono::milliseconds silent_every{50};      // how often the clock of a silent live source moves
    std::size_t in_flight_bytes = 4u << 20; // of one connection, not durable yet: it is read no further
    std::size_t in_flight_bytes_total = 64u << 20; // of all together, likewise
    // Of all that stream history or catch up: live connections keep the rest. While live messages come, those
    // behind are received no faster than there is time for, and what waits for it may be little.
    std::size_t behind_bytes_total = 8u << 20;
    std::size_t behind_bytes_beside_live = 2u << 20;
    std::size_t errors_soft_bytes = 1u << 20; // refusals that wait to be sent: it is read no further
    std::size_t errors_bytes = 16u << 20;     // … and the connection is closed with 1008
    std::size_t source_name_bytes = 128;
};

class ingest_session;
class ingest_post;

class ingest_service : public ingest_listener {
public:
    // All on the loop's thread but durable(). Everything given must outlive the service. `clock` is the wall.
    ingest_service(
        event_loop& loop,
        ingest_backend& backend,
        metrics& counters,
        const ingest_limits& limits,
        std::function<time_point()> clock
    );
    ~ingest_service() override;

    // What is wrong with `source` and `clock` of a request, or with the moment (draining).
    std::optional<http_response> check(const http_request& request) const;
    void connected(http_request&& request, std::unique_ptr<websocket> connection, const principal& who);
    void post(http_request&& request, std::shared_ptr<http_exchange> exchange, const principal& who);

    // From any thread.
    void durable(std::vector<frame_result>&& frames) override;

    // Reads nothing more; answers what is in flight, closes every session with 1001 and then calls `done`.
    // What has not closed after `limit` is dropped.
    void drain(std::chrono::milliseconds limit, std::function<void()> done);
    [[nodiscard]] std::size_t sessions() const;

    struct state; // ingest/core.h

private:
    std::shared_ptr<state> state_;
};

} // namespace chatqc::connectors
