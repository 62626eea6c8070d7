// When a connection is to be pinged and when it is given up: the clocks of a WebSocket, without a socket or a
// clock.
#pragma once

#include "connectors/net/websocket.h"

#include <chrono>
#include <optional>
#include <string_view>

namespace chatqc::connectors {

class heartbeat {
public:
    using instant = std::chrono::steady_clock::time_point;

    enum class action : std::uint8_t { nothing, ping, drop };

    struct advice {
        action what = action::nothing;
        std::string_view why; // of a drop; a literal
    };

    heartbeat(const websocket_options& limits, instant now);

    void pong(instant now) { pong_ = now; }

    void write_began(instant now) { writing_since_ = now; }

    void write_ended() { writing_since_.reset(); }

    // By either side; no more pings.
    void close_began(instant now);

    // `heard`: when the last bytes came, or nothing while we do not read on purpose (silence then says
    // nothing).
    advice check(instant now, std::optional<instant> heard);
    // How often to check.
    [[nodiscard]] std::chrono::milliseconds interval() const;
    [[nodiscard]] std::chrono::milliseconds since_pong(instant now) const;

private:
    websocket_options limits_;
    instant pong_;
    instant next_ping_;
    std::optional<instant> writing_since_;
    std::optional<instant> closing_since_;
};

} // namespace chatqc::connectors
