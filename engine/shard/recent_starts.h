// The sessions of a shard that began last, so that what has begun since a moment ago is found without a look
// at every conversation.
#pragma once

#include "engine/message.h"
#include "engine/shard/deadlines.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

namespace chatqc::engine {

class recent_starts {
public:
    static constexpr std::size_t kept = 1u << 15u;

    // A session in this slot began then.
    void add(time_point started, slot_number slot)
    {
        if (starts_.size() < kept) {
            starts_.push_back({started, slot});
            return;
        }
        auto& oldest = starts_[next_];
        forget(oldest.started);
        oldest = {started, slot};
        next_ = (next_ + 1) % kept;
    }

    // There is a session that began then and is not listed here.
    void forget(time_point started) { newest_unlisted_ = std::max(newest_unlisted_, started); }

    // The slots in which sessions began at `from` or later, some several times, and some with another session
    // by now. Nothing if there may be others.
    [[nodiscard]] std::optional<std::vector<slot_number>> since(time_point from) const
    {
        if (from <= newest_unlisted_)
            return std::nullopt;
        std::vector<slot_number> slots;
        for (const auto& one : starts_)
            if (one.started >= from)
                slots.push_back(one.slot);
        return slots;
    }

private:
    struct start {
        time_point started{};
        slot_number slot = 0;
    };

    std::vector<start> starts_; // once full, from next_ on in the order they were added
    std::size_t next_ = 0;
    time_point newest_unlisted_ = time_point::min();
};

} // namespace chatqc::engine
