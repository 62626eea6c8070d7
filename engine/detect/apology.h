// Detector `apology_after_wait`: a reply came late, and neither it nor the next messages apologise.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

// The reply that closes a round of this track, before it is seen as a message.
void see_late_reply(
    judgement& judge,
    rules::rule_index index,
    apology_state& state,
    std::size_t track,
    const open_round& round,
    const message& reply
);
void see_apology(judgement& judge, rules::rule_index index, apology_state& state, const moment& now);
void end_apology(judgement& judge, rules::rule_index index, apology_state& state, time_point at);

} // namespace chatqc::engine
