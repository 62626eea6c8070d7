// Detectors `max_phrase` and `flood`: too much of something, told when it becomes too much.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

// Messages and events.
void see_max_phrase(judgement& judge, rules::rule_index index, max_phrase_state& state, const moment& now);
// Messages.
void see_flood(judgement& judge, rules::rule_index index, flood_state& state, const moment& now);

} // namespace chatqc::engine
