// One function per detector: its keys, defaults and ranges. Which name calls which is detectors.cpp's table.
#pragma once

#include "rules/detectors.h"

namespace chatqc::rules {

// `keys` is what stands below the detector's name; each reports and gives nothing if it cannot be read.
std::optional<detector> read_phrase(fields& keys, detector_context& context);
std::optional<detector> read_pattern(fields& keys, detector_context& context);
std::optional<detector> read_first_response(fields& keys, detector_context& context);
std::optional<detector> read_response(fields& keys, detector_context& context);
std::optional<detector> read_unanswered(fields& keys, detector_context& context);
std::optional<detector> read_required_phrase(fields& keys, detector_context& context);
std::optional<detector> read_repeat(fields& keys, detector_context& context);
std::optional<detector> read_nudge_burst(fields& keys, detector_context& context);

} // namespace chatqc::rules
