// Pieces of JSON written straight into a string. Writing only: reading JSON is connectors/codec's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace chatqc::engine {

// `text` (valid UTF-8) in quotes; escapes the quote, the backslash and characters below U+0020, nothing else.
void append_json_string(std::string& out, std::string_view text);

void append_json_integer(std::string& out, std::int64_t value);

} // namespace chatqc::engine
