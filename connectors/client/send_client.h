// One sending connection of `chatqc send`: keeps a bounded window of frames that are not acknowledged yet,
// reconnects with backoff and sends those again. Reading files, batching, pacing and how many connections
// there are lie with the caller (app/send_command).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace chatqc::connectors {

struct send_options {
    std::string url;                // ws:// or http://, host, port; a path, if any, replaces /v1/ingest
    std::string source = "default"; // one connection at a time may use a name
    bool live = false;              // clock=live, else recorded
    std::string token;              // bearer token; empty: none
    bool binary = true;             // binary frames cost the server less; text frames are checked by RFC 6455
    std::size_t window_frames = 256; // sent and not acknowledged; larger: more in flight, more to send again
    std::size_t window_bytes = 8u << 20;             // likewise; one frame is always allowed
    std::chrono::milliseconds connect_limit{10'000}; // name look-up, connection and handshake together
    std::chrono::milliseconds backoff_first{100};    // doubled after each failure …
    std::chrono::milliseconds backoff_max{5'000};    // … up to this
    std::chrono::milliseconds give_up_after{
        300'000};                                    // without any acknowledgement or connection; zero: never
    std::chrono::milliseconds silence_limit{30'000}; // nothing from the server (not even a ping): reconnect
};

// What the caller has to send next.
struct next_frame {
    enum class state : std::uint8_t {
        ready, // `frame` holds the next frame
        later, // nothing yet: ask again after `wait`, or when woken
        done   // there will be no more
    };
    state what = state::done;
    std::chrono::milliseconds wait{0};
};

// Called on the thread of send_client::run, only while connected and while the window has room.
class frame_source {
public:
    virtual ~frame_source() = default;
    // Fills `frame` (empty on entry) with one JSON object or array, at most 8 MiB, when it answers `ready`.
    virtual next_frame next(std::string& frame) = 0;
};

// Running totals over all reconnections. A frame whose ack was lost is sent again and its messages come back
// as duplicates, so accepted + duplicates + refused may exceed the messages sent.
struct send_totals {
    std::uint64_t frames_sent = 0;  // distinct frames
    std::uint64_t frames_acked = 0; // distinct frames, always a prefix
    std::uint64_t accepted = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t refused = 0;
    std::uint64_t reconnects = 0;
};

// One refused message. `frame` counts the frames given by the source, from 1, over all reconnections.
struct send_refusal {
    std::uint64_t frame = 0;
    std::uint32_t index = 0;
    std::string id; // empty where unreadable
    std::string code;
    std::string message;
};

// Called on the thread of send_client::run; must not block for long.
class send_observer {
public:
    virtual ~send_observer() = default;

    virtual void progress(const send_totals&) {}

    virtual void refused(const send_refusal&) {}

    virtual void connected() {}

    // The connection was lost or not made; the next attempt follows after `retry_in`.
    virtual void disconnected(std::string_view /*reason*/, std::chrono::milliseconds /*retry_in*/) {}
};

struct send_result {
    bool complete = false; // the source was done and every frame is acknowledged
    std::string error;     // else why: one sentence
    send_totals totals;
};

class send_client {
public:
    explicit send_client(send_options options);
    ~send_client();
    send_client(const send_client&) = delete;
    send_client& operator=(const send_client&) = delete;

    // Blocks until all is acknowledged, the server refuses us for good (bad URL, 400, 401, 403, 404, 426,
    // close codes 1002, 1003, 1007, 1008, 1009), give_up_after has passed, or stop() was called. Once per
    // object.
    send_result run(frame_source& source, send_observer& observer);

    // From any thread: the source that answered `later` has something now.
    void wake();
    // From any thread, also before run: it returns soon, with complete = false.
    void stop();

private:
    struct state;
    std::shared_ptr<state> state_;
};

} // namespace chatqc::connectors
