// Detector `required_phrase`: none of a list (nor a given event) stands in a range of the session's messages.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

void see_required(judgement& judge, rules::rule_index index, required_state& state, const moment& now);
void see_required_event(
    judgement& judge, rules::rule_index index, required_state& state, const message& event
);
// At session end the ranges that are still open are decided.
void end_required(judgement& judge, rules::rule_index index, required_state& state, time_point at);

} // namespace chatqc::engine
