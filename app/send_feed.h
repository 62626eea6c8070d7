// The reading half of `chatqc send`: lines of one file go to lanes by conversation, at the pace asked for.
// Connections and accounting lie in app/send_lane, what people see in app/send_command.
#pragma once

#include "app/line_reader.h"
#include "app/send_lane.h"
#include "app/send_pacing.h"
#include "app/send_routing.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace chatqc::app {

struct feed_options {
    bool by_time = false;  // the pace needs each message's ts
    bool is_paced = false; // frames that are not full go after 20 ms
    bool shift_to_now = false;
    bool text_frames = false; // which may not carry what is no UTF-8
};

// Common to the files of one command: the first message of the first one is `now`.
struct time_shift {
    std::optional<engine::milliseconds> by;
};

class send_feed {
public:
    using lanes = std::vector<std::unique_ptr<send_lane>>;

    // All must outlive the feed. `on_refused` is told of lines that cannot be sent at all.
    send_feed(
        feed_options options,
        line_reader& in,
        lanes& to,
        send_pacing& pacing,
        time_shift& shift,
        std::function<void(const refused_line&)> on_refused
    );

    // Reads to the end of the input, until stop(), or until a lane gives up. The lanes are not finished.
    void run();
    // From any thread: run returns soon, unless a lane with a full queue holds it (stop the lane).
    void stop();

    [[nodiscard]] std::uint64_t refused() const { return refused_; } // lines not sent

    [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; } // from any thread

private:
    bool take(std::string_view line);
    bool send(std::string_view line, const routed_line& how);
    void pace(std::optional<engine::time_point> ts);
    void flush();
    void refuse(const char* code, const char* message);
    std::string_view shifted(std::string_view line, const routed_line& how);

    feed_options options_;
    line_reader& in_;
    lanes& lanes_;
    send_pacing& pacing_;
    time_shift& shift_;
    std::function<void(const refused_line&)> on_refused_;
    line_router router_;
    std::string rewritten_;
    send_pacing::clock::time_point flushed_{};
    std::atomic<std::uint64_t> refused_{0};
    std::atomic<std::uint64_t> bytes_read_{0};
    std::atomic<bool> stopping_{false};
    std::mutex mutex_;
    std::condition_variable stopped_;
};

} // namespace chatqc::app
