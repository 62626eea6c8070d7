// What makes a detector of conduct fire, as a sentence: nudges, replies, what customers go through and what
// must not be said. Those of texts, waits and sessions stand in describe_detector.cpp.
#pragma once

#include "rules/describe_detector.h"

namespace chatqc::rules {

struct conduct_sentence {
    const rule_set& set;
    words in;

    std::string operator()(const nudge_alike_detector& value) const;
    std::string operator()(const nudge_pacing_detector& value) const;
    std::string operator()(const nudge_after_paid_detector& value) const;
    std::string operator()(const nudge_before_answer_detector& value) const;
    std::string operator()(const empty_nudge_detector& value) const;
    std::string operator()(const perfunctory_detector& value) const;
    std::string operator()(const made_to_repeat_detector& value) const;
    std::string operator()(const transfer_quality_detector& value) const;
    std::string operator()(const bot_trap_detector& value) const;
    std::string operator()(const late_contact_detector& value) const;
    std::string operator()(const missed_followup_detector& value) const;
    std::string operator()(const policy_detector& value) const;
    std::string operator()(const privacy_leak_detector& value) const;

    [[nodiscard]] std::string list(list_index index) const { return list_words(index, set, in.language); }

    [[nodiscard]] std::string lists(const std::vector<list_index>& of) const;
};

} // namespace chatqc::rules
