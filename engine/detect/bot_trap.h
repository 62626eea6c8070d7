// Detector `bot_trap`: a customer asks for a person and none comes, or the bot has only one answer. The shop
// is charged: nobody was there.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

void see_bot_trap(judgement& judge, rules::rule_index index, bot_trap_state& state, const moment& now);
void fire_bot_trap(judgement& judge, rules::rule_index index, bot_trap_state& state, time_point at);

} // namespace chatqc::engine
