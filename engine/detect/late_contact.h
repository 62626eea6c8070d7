// Detector `late_contact`: an agent who begins to speak to a silent customer at night.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

void see_late_contact(
    judgement& judge, rules::rule_index index, late_contact_state& state, const moment& now
);

} // namespace chatqc::engine
