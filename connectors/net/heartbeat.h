// When a connection is to be pinged, what its pongs say and when it is given up: the clocks of a WebSocket,
// without a socket or a clock.
#pragma once

#include "connectors/net/websocket.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
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

    // A ping goes out; its payload.
    std::string pinged();
    void pong(instant now, std::string_view payload);

    // A message has come, or goes out.
    void spoke() { last_ping_ = ping_state::overtaken; }

    // The last ping went out behind all messages of ours, and nothing came before its pong: whatever the peer
    // had to say when our last message reached it has come.
    [[nodiscard]] bool is_silent() const { return last_ping_ == ping_state::answered; }

    // Whether only a further ping can show that.
    [[nodiscard]] bool must_ask() const { return last_ping_ == ping_state::overtaken; }

    void write_began(instant now)
    {
        writing_since_ = now;
        spoke();
    }

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
    enum class ping_state : std::uint8_t { overtaken, under_way, answered };

    websocket_options limits_;
    std::uint64_t pings_ = 0;
    ping_state last_ping_ = ping_state::overtaken; // by a message
    instant pong_;                                 // or the handshake
    instant next_ping_;
    std::optional<instant> writing_since_;
    std::optional<instant> closing_since_;
};

} // namespace chatqc::connectors
