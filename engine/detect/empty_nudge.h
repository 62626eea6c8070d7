// Detector `empty_nudge`: nudges of one silence of the customer that offer him nothing, over sessions.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

void see_empty_nudge(judgement& judge, rules::rule_index index, empty_nudge_state& state, const moment& now);
void end_empty_nudge(judgement& judge, rules::rule_index index, empty_nudge_state& state, time_point at);

} // namespace chatqc::engine
