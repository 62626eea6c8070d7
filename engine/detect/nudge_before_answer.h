// Detector `nudge_before_answer`: a customer asks, and is told to buy.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

void see_nudge_before_answer(
    judgement& judge, rules::rule_index index, nudge_before_answer_state& state, const moment& now
);

} // namespace chatqc::engine
