// Bytes that came from anywhere, made fit to be shown or to stand in JSON. Knows only UTF-8.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace chatqc::app {

// Length of the well-formed sequence at the start of `bytes`, which are not empty; 0 if there is none,
// nothing if it may go on after their end.
std::optional<std::size_t> utf8_length(std::string_view bytes);

// Valid UTF-8: what is none becomes U+FFFD.
std::string clean_utf8(std::string_view bytes);

// Also without control characters (a blank each), so that a terminal shows it and does nothing else; cut to
// `characters_max` code points.
std::string printable(std::string_view bytes, std::size_t characters_max);

} // namespace chatqc::app
