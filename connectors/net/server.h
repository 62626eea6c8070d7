// A listening HTTP and WebSocket server: accepts, counts, hands connections their requests. What the requests
// mean lies with its http_handler.
#pragma once

#include "connectors/net/event_loop.h"
#include "connectors/net/http.h"

#include <cstdint>
#include <memory>
#include <string>

namespace chatqc::connectors {

struct server_options {
    std::size_t connections_max = 4096;             // each holds up to about 100 KB of buffers
    std::size_t connections_per_address_max = 1024; // `send` uses up to 256; dashboards sit behind one proxy
    std::chrono::milliseconds header_limit{10'000};
    std::chrono::milliseconds idle_limit{30'000};
    std::size_t header_bytes = 8192;
    std::size_t body_bytes = 8u << 20;
};

struct listen_result {
    std::uint16_t port = 0; // the real one, also where 0 was asked for
    std::string error;      // empty: it listens
};

class http_server {
public:
    // On the loop's thread, or before it runs; so is everything below. `handler` must outlive the server.
    http_server(event_loop& loop, const server_options& options, http_handler& handler);
    // Closes everything that still is plain HTTP.
    ~http_server();
    http_server(const http_server&) = delete;
    http_server& operator=(const http_server&) = delete;

    listen_result listen(const std::string& address, std::uint16_t port);
    // Existing connections stay.
    void stop_accepting();
    // Connections of any kind that came through this server and live.
    [[nodiscard]] std::size_t connections() const;
    [[nodiscard]] std::uint64_t turned_away() const; // for want of a slot

private:
    struct state;
    std::shared_ptr<state> state_;
};

} // namespace chatqc::connectors
