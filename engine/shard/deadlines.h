// When which conversation has something to do: a binary heap with lazy cancelling. No clock: the caller says
// what time it is.
#pragma once

#include "engine/message.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace chatqc::engine {

// A conversation's place on the shard, stable while it is armed.
using slot_number = std::uint32_t;

class deadlines {
public:
    struct entry {
        time_point at{};
        slot_number slot = 0;
        std::uint32_t generation = 0; // of the slot's arming; older ones are void
    };

    void arm(const entry& value);
    // The earliest entry with at <= limit, taken out; void ones too: the caller knows the generations.
    std::optional<entry> take_due(time_point limit);

    [[nodiscard]] std::size_t size() const { return heap_.size(); }

private:
    std::vector<entry> heap_;
};

} // namespace chatqc::engine
