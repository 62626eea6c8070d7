// Detector `transfer_quality`: a customer who is sent from one to the next.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

void see_transfer(
    judgement& judge, rules::rule_index index, transfer_quality_state& state, const message& event
);

} // namespace chatqc::engine
