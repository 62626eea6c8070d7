// The virtual network: two websockets with a line between them that delays, chokes and breaks. What the
// messages mean lies with the handlers at both ends, which are the product's.
#pragma once

#include "connectors/net/websocket.h"
#include "tests/sim/world.h"

#include <functional>
#include <memory>

namespace chatqc::sim {

struct line_options {
    milliseconds latency_max{20};         // of one message; order is kept
    std::size_t buffer_bytes = 64u << 10; // on its way and not read: above it nothing more can be sent
    connectors::websocket_options server;
};

// What a test can do to a connection from outside.
class line {
public:
    virtual ~line() = default;
    // Nothing passes any more; each end hears of it after a while of its own.
    virtual void cut(milliseconds server_hears, milliseconds client_hears) = 0;
    // Nothing is delivered for a while; nothing is lost either.
    virtual void stall(milliseconds how_long) = 0;
    [[nodiscard]] virtual bool is_whole() const = 0;
};

struct connection {
    std::unique_ptr<connectors::websocket> server, client;
    std::shared_ptr<sim::line> between;
};

connection connect(const line_options& how);

} // namespace chatqc::sim
