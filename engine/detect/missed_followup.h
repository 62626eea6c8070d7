// Detector `missed_followup`: an answered customer falls silent, and nobody asks why.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

void see_missed_followup(
    judgement& judge, rules::rule_index index, missed_followup_state& state, const moment& now
);
void see_followup_event(missed_followup_state& state, const message& event);
void fire_missed_followup(
    judgement& judge, rules::rule_index index, missed_followup_state& state, time_point at
);

} // namespace chatqc::engine
