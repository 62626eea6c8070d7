// Rounds (SPEC §4 "Rounds exist per profile"): from the customer's message that opens a wait to the first
// valid reply, followed once a track, recorded for every profile that counts it. What a late one costs is
// engine/detect/response.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

// A transfer for a cause that charges nobody for what he leaves behind.
[[nodiscard]] bool blameless(const message& transfer);

// Kind and role of a message that can answer a customer: a person's, of any kind but event.
[[nodiscard]] bool is_valid_reply(const message& value, const track_rules& track);

// A customer's message: opens a round in every track where it needs a reply and none is open.
void open_rounds(judgement& judge, const moment& now);
// A reply: closes the open rounds it may close. Called while the holder is still the one before the message.
void close_rounds(judgement& judge, const message& reply);
// `assign` and `transfer` to another holder; called while the holder is still the one before.
void hand_over_rounds(judgement& judge, const message& event);
// `blocked` by the customer: no reply is owed any more.
void void_rounds(judgement& judge);
// Session end: what is open is unanswered.
void end_rounds(judgement& judge, time_point at);

// Whether the profile counts this round at all.
[[nodiscard]] bool
counts(const judgement& judge, const rules::clock_profile& profile, const open_round& round);
// Counted time of a wait from `opened` to `until`, by the profile's hours and cap.
[[nodiscard]] milliseconds counted_wait(
    const judgement& judge, const rules::clock_profile& profile, time_point opened, time_point until
);
// Who is charged for a round at this moment: its owner where rounds follow transfers, else the holder.
[[nodiscard]] const shared_name& owner_of(judgement& judge, std::size_t track, const open_round& round);

} // namespace chatqc::engine
