#include "engine/time/zone.h"

#include <algorithm>
#include <utility>

namespace chatqc::engine {

namespace {

// No zone is further from UTC than this; the real bounds are -12 h and +14 h, local mean times -16 h.
constexpr std::chrono::hours offset_max{26};

} // namespace

zone_table::zone_table(std::vector<transition> transitions) : transitions_(std::move(transitions)) {}

zone_table::stretch zone_table::around(time_point at) const
{
    stretch result{time_point::min(), time_point::max(), {}};
    if (transitions_.empty()) {
        return result;
    }
    const auto next = std::upper_bound(
        transitions_.begin(),
        transitions_.end(),
        at,
        [](time_point value, const transition& entry) { return value < entry.from; }
    );
    if (next != transitions_.end()) {
        result.until = next->from;
    }
    if (next == transitions_.begin()) {
        result.offset = next->offset;
        return result;
    }
    result.from = std::prev(next)->from;
    result.offset = std::prev(next)->offset;
    return result;
}

milliseconds zone_table::local(time_point at) const
{
    return at.time_since_epoch() + around(at).offset;
}

time_point zone_table::utc(milliseconds wall) const
{
    // A stretch that ends before this holds only earlier local times.
    stretch here = around(time_point{wall - offset_max});
    for (;;) {
        const time_point candidate = std::max(here.from, time_point{wall - here.offset});
        if (candidate < here.until) {
            return candidate;
        }
        here = around(here.until); // the last stretch ends nowhere, so this ends
    }
}

} // namespace chatqc::engine
