// When two stretches of text are written alike. Internal to engine/match.
#pragma once

#include <string_view>

namespace chatqc::engine {

// Equal but for the case of ASCII letters.
bool equal_caseless(std::string_view left, std::string_view right);

// Whether the two are the same characters but for case, width and script (traditional or simplified).
bool is_same_writing(std::string_view left, std::string_view right);

} // namespace chatqc::engine
