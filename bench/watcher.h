// A subscriber of the live feed, beside the load. Internal to the load generator: Asio is seen here.
#pragma once

#include "bench/client.h"
#include "bench/feed_samples.h"
#include "bench/frames.h"
#include "bench/loader.h"

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace chatqc::bench {

// Nobody says which verdict is the last one: after the last acknowledgement the feed has to be silent for so
// long, hundreds of times what a verdict usually takes.
constexpr std::chrono::seconds quiet_limit{2};

class watcher {
public:
    watcher(asio::io_context& context, const load_options& how)
        : socket_(context), wake_(context), how_(how), buffer_(read_bytes, '\0')
    {
    }

    // To the feed's hello: nothing that is decided afterwards is missed.
    task connect();
    task read();
    // Ends the reading once everything was acknowledged and nothing new has come for quiet_limit since;
    // throws std::runtime_error if nothing has come at all.
    task leave_when_quiet(std::function<bool()> all_acknowledged);

    feed_samples samples;

private:
    task read_some();
    void take_items();
    void received(opcode code, std::string_view payload);

    tcp_socket socket_;
    timer wake_;
    const load_options& how_;
    bool is_subscribed_ = false;
    bool is_over_ = false;
    bool owes_pong_ = false;
    std::string buffer_;
    std::string left_; // bytes of a frame that is not complete yet
};

inline task watcher::connect()
{
    co_await open_websocket(socket_, how_.port, how_.feed, left_);
    take_items();
    while (!is_subscribed_) {
        co_await read_some();
    }
}

inline task watcher::read()
{
    while (!is_over_) {
        co_await read_some();
    }
}

inline task watcher::read_some()
{
    static const std::string pong = masked(pong_frame, {});
    boost::system::error_code failed;
    const std::size_t length =
        co_await socket_.async_read_some(asio::buffer(buffer_), asio::redirect_error(awaited, failed));
    if (is_over_) {
        co_return;
    }
    if (failed) {
        throw std::runtime_error("the subscriber of the live feed was cut: " + failed.message());
    }
    left_.append(buffer_, 0, length);
    take_items();
    if (owes_pong_) {
        owes_pong_ = false;
        co_await asio::async_write(socket_, asio::buffer(pong), awaited);
    }
}

inline task watcher::leave_when_quiet(std::function<bool()> all_acknowledged)
{
    bool was_acknowledged = false;
    for (std::size_t before = 0;;) {
        wake_.expires_after(quiet_limit);
        co_await wake_.async_wait(awaited);
        const std::size_t now = samples.latencies.size();
        if (was_acknowledged && now == before) {
            break;
        }
        was_acknowledged = all_acknowledged();
        before = now;
    }
    if (samples.latencies.empty()) {
        throw std::runtime_error("the subscriber of the live feed saw no verdict");
    }
    is_over_ = true;
    socket_.close();
}

inline void watcher::take_items()
{
    take_frames(left_, [this](opcode code, std::string_view payload) { received(code, payload); });
}

inline void watcher::received(opcode code, std::string_view payload)
{
    if (code == ping_frame) {
        owes_pong_ = true;
    } else if (code == close_frame) {
        throw std::runtime_error("the subscriber of the live feed was cut: " + reason_of_close(payload));
    } else if (payload.starts_with(R"({"error")")) {
        throw std::runtime_error("the subscriber of the live feed was cut: " + std::string(payload));
    } else if (payload.starts_with(R"({"hello")")) {
        is_subscribed_ = true;
    } else {
        samples.arrived(payload, bench_clock::now());
    }
}

} // namespace chatqc::bench
