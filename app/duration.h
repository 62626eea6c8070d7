// Durations and times as people write them on the command line and in configuration. No clock.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace chatqc::app {

// "500ms", "2s", "1.5s", "30m", "24h", "7d". Nothing without a unit, below zero, or above 10,000 days.
std::optional<std::chrono::milliseconds> duration_of(std::string_view text);

// The shortest such text that means the same: "2s", "1500ms", "30m".
std::string duration_text(std::chrono::milliseconds value);

// Milliseconds since 1970, or RFC 3339 with a zone.
std::optional<std::chrono::sys_time<std::chrono::milliseconds>> time_of(std::string_view text);

} // namespace chatqc::app
