// Who is responsible for a conversation at a moment (SPEC §4 "Holder").
#pragma once

#include "engine/conversation/state.h"

namespace chatqc::engine {

// The sub-account this message makes the holder, or empty: `to` of assign, transfer and of a customer's
// message; the sender of an agent's or assist's message.
std::string_view holder_named_by(const message& value);

// Drops a holder that is too old for a session starting at `start` (at most session_gap back).
void keep_recent_holder(live_carry& carried, time_point start, milliseconds session_gap);

} // namespace chatqc::engine
