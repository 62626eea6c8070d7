// One ingest WebSocket: numbers its frames, answers them in order. Internal to connectors/ingest.
#pragma once

#include "connectors/ingest/core.h"

#include <deque>
#include <memory>
#include <string>

namespace chatqc::connectors {

struct session_source {
    tenant_id tenant = 0;
    std::string tenant_name;
    source_id id = 0;
    bool recorded = true;
    time_point newest{};
};

class ingest_session : public websocket_handler,
                       public frame_waiter,
                       public std::enable_shared_from_this<ingest_session> {
public:
    ingest_session(
        std::shared_ptr<ingest_service::state> core,
        std::unique_ptr<websocket> connection,
        session_source source
    );

    void start();
    // A newer connection took the name.
    void replace();
    void drain();
    // Every silent_every: moves the clock of a silent live source.
    void tick(time_point now);
    bool reconsider(); // reads on if it may; whether it is not paused now

    [[nodiscard]] const session_source& source() const { return source_; }

    [[nodiscard]] bool has_ended() const { return has_ended_; }

    void received(std::string_view message, bool text) override;
    void sent() override;
    void closed(const websocket_end& why) override;
    void complete(std::uint64_t frame, frame_result&& result) override;
    void settle() override;

private:
    struct pending_frame {
        std::size_t bytes = 0;
        bool is_durable = false;
        std::uint32_t accepted = 0;
        std::uint32_t duplicates = 0;
    };

    void answer_refusal(std::uint64_t frame, const refusal& why);
    void flush();
    void pause_if_full();
    [[nodiscard]] bool may_read() const;

    std::shared_ptr<ingest_service::state> core_;
    std::unique_ptr<websocket> connection_;
    session_source source_;
    std::deque<pending_frame> in_flight_; // the first has number acked_ + 1
    std::size_t in_flight_bytes_ = 0;
    std::size_t in_flight_count_ = 0; // not durable yet
    std::uint64_t acked_ = 0;
    std::uint64_t accepted_ = 0;
    std::uint64_t duplicates_ = 0;
    std::deque<std::string> errors_; // wait to be sent
    std::size_t errors_bytes_ = 0;
    bool ack_due_ = false;
    bool is_behind_ = false; // the newest frame was
    bool has_ended_ = false; // nothing came since its last `end`
    bool is_replaced_ = false;
    bool is_draining_ = false;
};

} // namespace chatqc::connectors
