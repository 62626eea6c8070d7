// Detector `nudge_burst` (三连发催单): several nudges within a short time and no word of the customer
// between.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

void see_nudge(judgement& judge, rules::rule_index index, nudge_state& state, const moment& now);

} // namespace chatqc::engine
