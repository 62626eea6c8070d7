// When which conversation has something to do: what comes soon in a ring of short spans of time, the rest in
// a heap. No clock: the caller says what time it is. Cancelling is the caller's: an entry of an old
// generation is void.
#pragma once

#include "engine/message.h"

#include <array>
#include <cstdint>
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
    // Takes out every entry with at <= limit, void ones too, and appends them to `due` by (at, slot,
    // generation).
    void take_due(time_point limit, std::vector<entry>& due);

    [[nodiscard]] std::size_t size() const { return size_; }

private:
    // A message's turn comes some seconds after it; a deadline or a session's end after minutes.
    static constexpr milliseconds span{2048};
    static constexpr std::int64_t spans = 16;

    [[nodiscard]] static std::int64_t span_of(time_point at);
    [[nodiscard]] std::vector<entry>& soon(std::int64_t number);
    void take_soon(time_point limit, std::vector<entry>& due);
    void begin_at(std::int64_t number);

    std::array<std::vector<entry>, spans>
        soon_;                 // by span number modulo spans; what lies before begin_ is in its span
    std::vector<entry> later_; // heap, earliest first: at begin_ + spans or after
    std::int64_t begin_ = 0;   // the first span of soon_
    std::size_t size_ = 0;
};

} // namespace chatqc::engine
