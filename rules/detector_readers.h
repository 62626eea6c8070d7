// One function per detector: its keys, defaults and ranges. Which name calls which is detectors.cpp's table.
#pragma once

#include "rules/detectors.h"

namespace chatqc::rules {

// `keys` is what stands below the detector's name; each reports and gives nothing if it cannot be read.
std::optional<detector> read_phrase(fields& keys, detector_context& context);
std::optional<detector> read_pattern(fields& keys, detector_context& context);
std::optional<detector> read_first_response(fields& keys, detector_context& context);
std::optional<detector> read_response(fields& keys, detector_context& context);
std::optional<detector> read_unanswered(fields& keys, detector_context& context);
std::optional<detector> read_required_phrase(fields& keys, detector_context& context);
std::optional<detector> read_repeat(fields& keys, detector_context& context);
std::optional<detector> read_nudge_burst(fields& keys, detector_context& context);

// rules/session_readers.cpp
std::optional<detector> read_count(fields& keys, detector_context& context);
std::optional<detector> read_ratio(fields& keys, detector_context& context);
std::optional<detector> read_max_phrase(fields& keys, detector_context& context);
std::optional<detector> read_flood(fields& keys, detector_context& context);
std::optional<detector> read_apology(fields& keys, detector_context& context);
std::optional<detector> read_promise(fields& keys, detector_context& context);
std::optional<detector> read_incident(fields& keys, detector_context& context);
std::optional<detector> read_promise_ledger(fields& keys, detector_context& context);

// rules/nudge_readers.cpp
std::optional<detector> read_nudge_alike(fields& keys, detector_context& context);
std::optional<detector> read_nudge_pacing(fields& keys, detector_context& context);
std::optional<detector> read_nudge_after_paid(fields& keys, detector_context& context);
std::optional<detector> read_nudge_before_answer(fields& keys, detector_context& context);
std::optional<detector> read_empty_nudge(fields& keys, detector_context& context);
std::optional<detector> read_late_contact(fields& keys, detector_context& context);
std::optional<detector> read_missed_followup(fields& keys, detector_context& context);

// rules/reply_readers.cpp
std::optional<detector> read_perfunctory(fields& keys, detector_context& context);
std::optional<detector> read_made_to_repeat(fields& keys, detector_context& context);
std::optional<detector> read_handover(fields& keys, detector_context& context);
std::optional<detector> read_transfer_quality(fields& keys, detector_context& context);
std::optional<detector> read_bot_trap(fields& keys, detector_context& context);

// rules/policy_readers.cpp
std::optional<detector> read_policy(fields& keys, detector_context& context, policy what);
std::optional<detector> read_privacy_leak(fields& keys, detector_context& context);

// What several readers share.

// Phrases given by `list: NAME` or by `any: […]`; exactly one of them.
std::optional<list_index> read_list_or_any(fields& keys, detector_context& context, bool whole_word);
// The events that conditions name: all but edits and recalls.
std::vector<event> events_of_conditions();
// An event that stands for a phrase.
std::optional<event> read_or_event(fields& keys, reporter& report);
// `key: [names of lists]`; without the key those of `usual` that the pack has.
std::vector<list_index> read_lists(
    fields& keys,
    std::string_view key,
    detector_context& context,
    std::initializer_list<std::string_view> usual
);
// `key: NAME` or `key: [phrases]`; without the key the list `usual` if the pack has it.
std::optional<list_index>
read_list(fields& keys, std::string_view key, detector_context& context, std::string_view usual = {});
// `similarity: 0.85`: from 0.1 to 1.
void read_similarity(fields& keys, std::uint32_t& percent);

} // namespace chatqc::rules
