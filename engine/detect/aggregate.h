// Detectors `count` and `ratio`: how often a condition hits in a session, told at its end.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

void see_counted(judgement& judge, rules::rule_index index, aggregate_state& state, const moment& now);
void end_aggregate(judgement& judge, rules::rule_index index, aggregate_state& state, time_point at);

} // namespace chatqc::engine
