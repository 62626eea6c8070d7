// How far a live source's clock is from ours, estimated. For people only: no `ts` is altered, no watermark
// moved by it (SPEC §3).
#pragma once

#include "engine/message.h"

#include <algorithm>
#include <optional>

namespace chatqc::app {

// The least delay is the best witness: of all that lie between a message's own time and its arrival (clocks,
// network, a gateway that gathers), the smallest of the last one to two minutes counts, as in NTP's clock
// filter.
class skew_estimate {
public:
    // `newest`: the newest ts that has come so far; `arrived`: wall clock, not decreasing.
    void add(engine::time_point newest, engine::time_point arrived)
    {
        if (!begin_ || arrived - *begin_ >= span || arrived < *begin_) {
            const bool is_next = begin_ && arrived - *begin_ < 2 * span && arrived >= *begin_;
            before_ = is_next ? now_ : std::nullopt;
            now_.reset();
            begin_ = arrived;
        }
        now_ = std::max(now_.value_or(newest - arrived), newest - arrived);
    }

    // Its clock minus ours: positive, it is ahead by this, or more; negative, it is behind by this, or less
    // (its messages were under way). Nothing before the first message.
    [[nodiscard]] std::optional<engine::milliseconds> value() const
    {
        return before_ && now_ ? std::max(before_, now_) : now_;
    }

private:
    static constexpr std::chrono::seconds span{60};

    std::optional<engine::time_point> begin_; // of the current minute
    std::optional<engine::milliseconds> now_, before_;
};

} // namespace chatqc::app
