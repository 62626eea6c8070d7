// RFC 3339 times with a zone, as they may stand in `ts`. Writing them lies elsewhere.
#pragma once

#include "engine/message.h"

#include <optional>
#include <string_view>

namespace chatqc::connectors {

// "2025-11-11T10:10:15.250+08:00": date, T (or t, or a blank), time, an optional fraction (cut to
// milliseconds), and Z or an offset up to 23:59. Second 60 is read as the next second. Years 0000–9999.
// Nothing if it is not that.
std::optional<engine::time_point> parse_rfc3339(std::string_view text);

} // namespace chatqc::connectors
