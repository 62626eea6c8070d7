// Faults that tests switch on while the program runs, to show that they would be found. Only a build with
// CHATQC_CANARIES has them; elsewhere every question is a constant.
#pragma once

#include <cstdint>

namespace chatqc::engine::canary {

enum fault : std::uint8_t {
    none,
    ack_before_commit,
    last_block_not_replayed,    // at a restart
    feed_position_reused,       // after a restart
    late_dropped_after_session, // a late message whose session has ended
    duplicates_forgotten,       // of ended sessions, when their conversation is loaded
    watermark_jumps_at_cut,     // a source's, though its grace has not passed
    reopened_below_checkpoint,  // the checkpoint stays where it is
    deadline_off_by_one,        // a reply a millisecond after the limit is in time
    gap_ends_waiting_session,   // though a round is open
    copies_accepted,            // no duplicate check
    order_by_arrival,           // of messages of one instant
    late_ignored,               // stored, not worked in
    acknowledgement_opens_round,
    transfer_keeps_holder,
    sync_skipped,           // of a commit
    activation_not_resumed, // by the start after a stop in its middle
};

#ifdef CHATQC_CANARIES
inline fault switched_on = none; // changed while nothing runs

inline bool is_on(fault which)
{
    return switched_on == which;
}
#else
constexpr bool is_on(fault)
{
    return false;
}
#endif

} // namespace chatqc::engine::canary
