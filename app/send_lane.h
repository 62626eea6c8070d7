// One connection of `chatqc send` with its thread: lines become frames, frames wait in a short queue, and
// what the server says of them is accounted for by line. Which lines come here and when is the caller's
// business.
#pragma once

#include "connectors/client/send_client.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::app {

struct lane_options {
    connectors::send_options client;
    std::size_t batch = 64; // messages a frame
};

// Messages, not frames.
struct lane_totals {
    std::uint64_t sent = 0;       // taken over by add
    std::uint64_t acked = 0;      // stored, duplicates among them, or refused
    std::uint64_t duplicates = 0; // after a reconnect, also own ones that were sent again
    std::uint64_t refused = 0;
    std::uint64_t reconnects = 0;
    bool is_connected = false;
    std::string trouble; // why not, if it is not
};

// A message the server refused, by its line in the file.
struct refused_line {
    std::uint64_t line = 0;
    std::string id, code, message;
};

class send_lane {
public:
    // `on_refused` is called on the lane's thread, once a message even if it is sent again.
    send_lane(lane_options options, std::function<void(const refused_line&)> on_refused);
    ~send_lane(); // stops and joins
    send_lane(const send_lane&) = delete;
    send_lane& operator=(const send_lane&) = delete;

    // The caller's side: one thread. `add` waits while the queue is full; false if the connection has given
    // up or was stopped.
    bool add(std::string_view json, std::uint64_t line);
    // A line that may stand in no frame with others.
    bool add_alone(std::string_view bytes, std::uint64_t line);
    // Hands over what was added so far.
    bool flush();
    // Flushes; no more will come. `with_end`: {"end":true} is the last frame.
    void finish(bool with_end);
    // Gives up at once, from any thread.
    void stop();

    [[nodiscard]] bool is_done() const; // everything acknowledged, or given up
    // Sound once is_done().
    [[nodiscard]] bool is_complete() const;
    [[nodiscard]] std::string error() const;
    [[nodiscard]] lane_totals totals() const; // from any thread

    [[nodiscard]] bool has_partial() const { return !partial_lines_.empty(); }

private:
    struct state;
    bool push(std::string&& frame, std::vector<std::uint64_t>&& lines);

    std::size_t batch_;
    std::string partial_; // "[{…},{…}" without its end
    std::vector<std::uint64_t> partial_lines_;
    std::unique_ptr<state> state_;
};

} // namespace chatqc::app
