// When the next message of `chatqc send` is due. Arithmetic over a steady clock that the caller reads.
#pragma once

#include "engine/message.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace chatqc::app {

class send_pacing {
public:
    using clock = std::chrono::steady_clock;

    // `rate`: messages a second, 0: none. `speed`: of the messages' own time, 0: not by time. If both are
    // given, both hold.
    send_pacing(double rate, double speed);

    // The earliest moment at which the next message may go. Messages without a readable ts follow the one
    // before.
    clock::time_point due(std::optional<engine::time_point> ts, clock::time_point now);

private:
    double rate_;
    double speed_;
    std::uint64_t count_ = 0;
    clock::time_point rate_begun_{};
    std::optional<engine::time_point> first_ts_;
    clock::time_point first_at_{};
    clock::time_point last_due_{};
};

} // namespace chatqc::app
