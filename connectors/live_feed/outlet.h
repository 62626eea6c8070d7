// The two ways a feed leaves: WebSocket messages and server-sent events, behind one face. Internal to
// live_feed.
#pragma once

#include "connectors/net/http.h"
#include "connectors/net/websocket.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace chatqc::connectors {

struct outlet_events {
    std::function<void()> sent;     // the next may be sent
    std::function<void()> closed;   // the last call
    std::function<void()> received; // the consumer said something, which is not listened to
};

class feed_outlet {
public:
    virtual ~feed_outlet() = default;
    virtual void start(outlet_events events) = 0;
    // One object; `position` is what a consumer would resume from after it. One at a time.
    virtual void send(std::string_view json, std::optional<std::uint64_t> position) = 0;
    [[nodiscard]] virtual bool is_sending() const = 0;
    virtual void close(close_code code, std::string_view reason) = 0;
    // Something without meaning, where the transport has no ping of its own.
    virtual void keep_alive() = 0;
};

std::unique_ptr<feed_outlet> make_outlet(std::unique_ptr<websocket> connection);
std::unique_ptr<feed_outlet> make_outlet(std::unique_ptr<byte_stream> stream);

} // namespace chatqc::connectors
