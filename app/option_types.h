// Kinds of option values that CLI11 does not know: durations, times, addresses. Only command files include
// it.
#pragma once

#include "engine/message.h"

#include <chrono>
#include <optional>
#include <string>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace chatqc::app {

// "2s", "500ms", "30m"; the value before is the default shown.
CLI::Option* add_duration(
    CLI::App& to, const std::string& name, std::chrono::milliseconds& value, const std::string& help
);

// Milliseconds since 1970 or RFC 3339 with a zone.
CLI::Option* add_time(
    CLI::App& to, const std::string& name, std::optional<engine::time_point>& value, const std::string& help
);

// Checks of text values: empty if right, else a sentence.
std::string check_listen(const std::string& text);      // HOST:PORT, [v6]:PORT
std::string check_time_of_day(const std::string& text); // HH:MM, or nothing

} // namespace chatqc::app
