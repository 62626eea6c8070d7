// Detectors `made_to_repeat` and `handover`: a customer who has to say again what he has said.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

void see_made_to_repeat(
    judgement& judge, rules::rule_index index, made_to_repeat_state& state, const moment& now
);
void see_repeat_event(made_to_repeat_state& state, const message& event);

} // namespace chatqc::engine
