// Detector `promise_followup`: an agent asks to wait and nobody comes back with an answer.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

void see_promise(judgement& judge, rules::rule_index index, promise_state& state, const moment& now);
void see_promise_event(promise_state& state, const message& event);
// Its deadline, or the session's end.
void fire_promise(judgement& judge, rules::rule_index index, promise_state& state, time_point at);

} // namespace chatqc::engine
