// The detectors that keep a state over a session: which state each begins with, and who gets the session's
// messages, events, deadlines and end. What they do with them stands in their own files.
#pragma once

#include "engine/detect/judgement.h"

#include <optional>

namespace chatqc::engine {

rule_state first_state(const rules::detector& detect);

// To every rule with a state, in the order of their ids.
void see_content(judgement& judge, const moment& now);
void see_event(judgement& judge, const moment& now);
// The reply that closes a round of this track, before it is seen as a message.
void see_answer(judgement& judge, std::size_t track, const open_round& round, const message& reply);
void end_states(judgement& judge, time_point at);

// The earliest deadline of a state, and what happens at it.
[[nodiscard]] std::optional<time_point> next_state_deadline(const session_state& session);
void fire_states(judgement& judge, time_point at);

} // namespace chatqc::engine
