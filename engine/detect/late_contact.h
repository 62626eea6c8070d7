// Detector `late_contact`: an agent who begins to speak to a silent customer at night.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

void see_late_contact(
    judgement& judge, rules::rule_index index, late_contact_state& state, const moment& now
);

// Whether the event is the customer's coming: he, and not an agent, opens the chat, or waits in a queue.
[[nodiscard]] bool is_coming(const message& event);

} // namespace chatqc::engine
