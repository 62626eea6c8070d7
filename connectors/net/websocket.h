// One WebSocket connection of either role, RFC 6455 without extensions: whole messages in and out,
// heartbeats, the closing handshake. What the messages mean lies with its handler. Everything happens on the
// loop's thread.
#pragma once

#include "connectors/net/event_loop.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace chatqc::connectors {

enum class close_code : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    protocol_error = 1002,
    unsupported = 1003,
    abnormal = 1006, // never sent: the connection ended without a closing handshake
    bad_payload = 1007,
    policy = 1008,
    too_big = 1009,
    internal = 1011,
    try_again_later = 1013
};

struct websocket_options {
    std::size_t message_bytes_max = 8u << 20; // a longer one is answered by 1009
    std::size_t read_ahead_bytes = 32768;     // read from the kernel at once; memory of every connection
    std::chrono::milliseconds ping_every{3'000};
    std::chrono::milliseconds silence_limit{
        30'000};                                   // nothing at all from the peer: the connection is dropped
    std::chrono::milliseconds write_limit{30'000}; // one message that the peer does not take: dropped
    std::chrono::milliseconds close_limit{5'000};  // the peer's half of a closing handshake
};

struct websocket_end {
    close_code code = close_code::abnormal; // the peer's, or the one we gave it
    std::string reason;                     // its words, or ours
    bool by_peer = false;                   // the peer closed properly
};

class websocket_handler {
public:
    virtual ~websocket_handler() = default;
    // One whole message, text already checked to be UTF-8. Valid during the call and followed by 64 readable
    // bytes.
    virtual void received(std::string_view message, bool text) = 0;
    // The message given to send() has gone to the kernel: the next may be sent.
    virtual void sent() = 0;
    // Nothing follows. The handler may destroy the websocket in any of these calls.
    virtual void closed(const websocket_end& why) = 0;
};

class websocket {
public:
    struct impl; // net/websocket.cpp

    explicit websocket(std::shared_ptr<impl> made);
    // Drops the connection if it is still open; the handler is called no more.
    ~websocket();
    websocket(const websocket&) = delete;
    websocket& operator=(const websocket&) = delete;

    // Begins to read. `handler` must outlive this object.
    void start(websocket_handler& handler);

    // One message at a time: not while is_sending() or after close().
    void send(std::string message, bool text = true);
    [[nodiscard]] bool is_sending() const;
    [[nodiscard]] bool is_open() const; // neither closing nor closed

    // After the message that is being received, if any, nothing more is read, pongs neither, until resume().
    void pause();
    void resume();
    [[nodiscard]] bool is_paused() const;

    // Begins the closing handshake after the message that is being sent; closed() follows. What still comes
    // in is dropped. `reason` at most 123 bytes.
    void close(close_code code, std::string_view reason);

    // We wait for the peer: no part of a message has arrived, and nothing lies unread in the kernel.
    [[nodiscard]] bool is_quiet() const;
    // The peer has answered a ping, and neither side has sent a message since that went out: it has nothing
    // to say that our last message, or the connection itself, was needed for. If that is not known, pings it.
    [[nodiscard]] bool confirm_silence();
    // Since the last pong, or since the handshake.
    [[nodiscard]] std::chrono::milliseconds since_pong() const;

private:
    std::shared_ptr<impl> impl_;
};

struct connect_options {
    std::string host;
    std::string port;
    std::string target = "/";
    std::string subprotocol;   // empty: none
    std::string authorization; // header value; empty: none
    std::chrono::milliseconds limit{10'000};
    websocket_options stream;
};

struct connect_result {
    std::unique_ptr<websocket> connection; // null: failed
    unsigned status = 0;                   // the server's HTTP status where it declined
    std::string error;
};

// Looks up, connects, shakes hands; `done` is called once on the loop's thread, unless the loop ends before.
void connect_websocket(
    event_loop& loop, const connect_options& how, std::function<void(connect_result&&)> done
);

} // namespace chatqc::connectors
