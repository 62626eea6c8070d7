// Zones as plain tables, so that the engine reads no file: app/zones loads them once. Local time only; no
// clock.
#pragma once

#include "engine/message.h"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace chatqc::engine {

// Offsets of one IANA zone. Before the first transition the first offset holds.
class zone_table {
public:
    struct transition {
        time_point from{};              // UTC, inclusive
        std::chrono::seconds offset{0}; // local - UTC
    };

    // A stretch of UTC, half-open, in which the offset is the same.
    struct stretch {
        time_point from{}, until{}; // time_point::min(), time_point::max() at the ends
        std::chrono::seconds offset{0};
    };

    zone_table() = default;
    // `transitions` must be sorted by `from`; empty means UTC.
    explicit zone_table(std::vector<transition> transitions);

    // Milliseconds of local wall time since 1970-01-01T00:00 local.
    [[nodiscard]] milliseconds local(time_point at) const;
    // The earliest UTC instant whose local time is at or after `wall` (a gap in spring maps to its end; of an
    // ambiguous hour the first pass counts).
    [[nodiscard]] time_point utc(milliseconds wall) const;
    // The stretch that holds `at`.
    [[nodiscard]] stretch around(time_point at) const;

private:
    std::vector<transition> transitions_;
};

// By IANA name. An unknown name is a configuration error found before the engine starts.
using zone_tables = std::map<std::string, zone_table, std::less<>>;

} // namespace chatqc::engine
