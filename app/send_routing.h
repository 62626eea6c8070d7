// What `chatqc send` must know of a line before it passes it on as it stands: whether it is JSON, whose
// conversation it belongs to, when it was sent. Judges nothing else; the server does.
#pragma once

#include "engine/message.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace chatqc::app {

struct routed_line {
    enum class kind : std::uint8_t {
        message,
        broken,  // no JSON by itself: must not stand in a frame with others
        end_mark // {"end":true}: `send` ends its sources itself
    };

    kind what = kind::broken;
    bool is_utf_8 = false;
    std::uint64_t conversation_hash = 0; // 0 where unreadable
    std::optional<engine::time_point> ts;
    std::size_t ts_begin = 0,
                ts_end = 0; // of the ts value in the line, quotes included; only if `ts` is there
};

// Not thread-safe.
class line_router {
public:
    line_router();
    ~line_router();
    line_router(const line_router&) = delete;
    line_router& operator=(const line_router&) = delete;

    // `line` must be followed by line_reader::padding readable bytes. `with_time`: ts is wanted too.
    routed_line route(std::string_view line, bool with_time);

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace chatqc::app
