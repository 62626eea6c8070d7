// HTTP/1.1 requests and answers as plain values, and what a server asks of its application. No sockets here
// and no routing (http/).
#pragma once

#include "connectors/net/websocket.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatqc::connectors {

struct http_request {
    std::string method;
    std::string path;                                       // percent-decoded; begins with '/'
    std::vector<std::pair<std::string, std::string>> query; // decoded, in order
    std::string host, origin, authorization, content_type, last_event_id;
    std::vector<std::string> subprotocols; // of an upgrade
    bool is_upgrade = false;               // to a WebSocket, version 13
    std::string body;
    std::string peer; // IP address
    bool peer_is_loopback = false;

    // The first value of a parameter; null if it is not there.
    [[nodiscard]] const std::string* parameter(std::string_view name) const;
};

struct http_response {
    unsigned status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers; // besides Content-Type and Content-Length
};

// {"error":{"code":…,"message":…}}
http_response error_response(unsigned status, std::string_view code, std::string_view message);

// An answer without an end, written piece by piece (server-sent events). On the loop's thread.
class byte_stream_handler {
public:
    virtual ~byte_stream_handler() = default;
    virtual void sent() = 0;
    virtual void closed() = 0; // the last call
};

class byte_stream {
public:
    virtual ~byte_stream() = default; // drops the connection if it is open
    virtual void start(byte_stream_handler& handler) = 0;
    // One piece at a time.
    virtual void send(std::string bytes) = 0;
    [[nodiscard]] virtual bool is_sending() const = 0;
    // After what is being sent; closed() follows.
    virtual void close() = 0;
};

// One request that waits for its answer. Destroying it unanswered answers 500.
class http_exchange {
public:
    virtual ~http_exchange() = default;
    // Once, from any thread.
    virtual void respond(http_response answer) = 0;
    // Instead of respond(), on the loop's thread only: `head` goes out (its body first), then the connection
    // is the caller's. Null if the peer is gone.
    virtual std::unique_ptr<byte_stream> respond_with_stream(http_response head) = 0;
};

struct upgrade_decision {
    std::optional<http_response> refusal;
    std::string subprotocol; // to answer; empty: none
    websocket_options options;
};

// The application behind a server. Called on the loop's thread; must not block.
class http_handler {
public:
    virtual ~http_handler() = default;
    // Once the header is there: an answer refuses the request, and its body is not read.
    virtual std::optional<http_response> check(const http_request& head) = 0;
    virtual void handle(http_request&& request, std::shared_ptr<http_exchange> exchange) = 0;
    // An upgrade that passed check().
    virtual upgrade_decision upgrade(const http_request& head) = 0;
    virtual void connected(http_request&& head, std::unique_ptr<websocket> connection) = 0;
};

} // namespace chatqc::connectors
