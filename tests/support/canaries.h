// The built-in faults of engine/canary.h by name, and one switched on for a while.
#pragma once

#include "engine/canary.h"

#include <cstdlib>
#include <string_view>

namespace chatqc::test {

struct named_fault {
    engine::canary::fault fault;
    std::string_view name;
};

inline constexpr named_fault built_in_faults[] = {
    {engine::canary::ack_before_commit, "ack_before_commit"},
    {engine::canary::last_block_not_replayed, "last_block_not_replayed"},
    {engine::canary::feed_position_reused, "feed_position_reused"},
    {engine::canary::late_dropped_after_session, "late_dropped_after_session"},
    {engine::canary::duplicates_forgotten, "duplicates_forgotten"},
    {engine::canary::watermark_jumps_at_cut, "watermark_jumps_at_cut"},
    {engine::canary::reopened_below_checkpoint, "reopened_below_checkpoint"},
    {engine::canary::deadline_off_by_one, "deadline_off_by_one"},
    {engine::canary::gap_ends_waiting_session, "gap_ends_waiting_session"},
    {engine::canary::copies_accepted, "copies_accepted"},
    {engine::canary::order_by_arrival, "order_by_arrival"},
    {engine::canary::late_ignored, "late_ignored"},
    {engine::canary::acknowledgement_opens_round, "acknowledgement_opens_round"},
    {engine::canary::transfer_keeps_holder, "transfer_keeps_holder"},
    {engine::canary::sync_skipped, "sync_skipped"},
    {engine::canary::activation_not_resumed, "activation_not_resumed"},
};

constexpr std::string_view name_of(engine::canary::fault which)
{
    for (const auto& one : built_in_faults) {
        if (one.fault == which)
            return one.name;
    }
    return "none";
}

#ifdef CHATQC_CANARIES

struct switched {
    explicit switched(engine::canary::fault one) { engine::canary::switched_on = one; }

    ~switched() { engine::canary::switched_on = engine::canary::none; }

    switched(const switched&) = delete;
    switched& operator=(const switched&) = delete;
};

// What CHATQC_CANARY names, to see by hand how a suite tells of it.
inline engine::canary::fault asked_for_fault()
{
    const char* given = std::getenv("CHATQC_CANARY");
    for (const auto& one : built_in_faults) {
        if (given != nullptr && one.name == given)
            return one.fault;
    }
    return engine::canary::none;
}

#endif

} // namespace chatqc::test
