// Detectors `first_response` and `response`: a round still open at its limit. The verdict falls at the
// deadline; the reply completes it with the real duration. Watches live in the session's state, by track.
#pragma once

#include "engine/detect/judgement.h"

#include <optional>

namespace chatqc::engine {

// Arms every response rule for the round just opened in this track; the limit counts from the anchor.
void watch_round(judgement& judge, std::size_t track, anchor_ref anchor);
// A new holder by `assign` or `transfer`: unfired watches start anew from the event, which becomes their
// anchor.
void rearm_watches(judgement& judge, std::size_t track, const message& event);
// The reply: fired watches are completed, armed ones are content. `charged` is whose round it was.
void answer_watches(judgement& judge, std::size_t track, const message& reply, const shared_name& charged);
// Armed watches are decided as expired at `at` (session end, a platform's transfer).
void expire_watches(judgement& judge, std::size_t track, time_point at);
void drop_watches(judgement& judge, std::size_t track);

// The earliest deadline that has not fired, and its firing. Order: (time, rule id, anchor).
[[nodiscard]] std::optional<time_point> next_deadline(const session_state& session);
void fire_next_deadline(judgement& judge);

} // namespace chatqc::engine
