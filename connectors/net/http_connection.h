// One accepted connection: requests in, answers out, until it is closed, becomes a WebSocket or an endless
// answer. Internal to connectors/net.
#pragma once

#include "connectors/net/asio.h"
#include "connectors/net/http.h"

#include <chrono>
#include <memory>

namespace chatqc::connectors {

struct http_limits {
    std::size_t header_bytes = 8192;
    std::size_t body_bytes = 8u << 20;
    std::chrono::milliseconds header_limit{10'000}; // from the first byte we wait for to the header's end
    std::chrono::milliseconds idle_limit{30'000};   // between two requests of one connection
    std::chrono::milliseconds body_limit{60'000};
    std::chrono::milliseconds write_limit{30'000}; // one answer that the peer does not take
};

// Lives as long as its connection; see close_http.
class http_connection;

// `slot` is held as long as the connection, or what it became, lives.
std::shared_ptr<http_connection>
serve_http(tcp_socket socket, const http_limits& limits, http_handler& handler, std::shared_ptr<void> slot);

// Drops it unless it became something else. After this the handler is not called.
void close_http(http_connection& connection);

} // namespace chatqc::connectors
