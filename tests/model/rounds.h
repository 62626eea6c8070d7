// The rounds of a session as one clock profile follows them (SPEC §4).
#pragma once

#include "tests/model/session.h"

namespace chatqc::model {

enum class outcome { answered, unanswered, handed_over, voided };

struct round {
    std::size_t question = 0; // the message, or the transfer, that opened it
    std::size_t until = 0;    // the message that closed it, or the session's end
    instant closed{};
    outcome how = outcome::unanswered;
    bool first = false; // of its session
    std::string agent;  // the holder after the question
};

std::vector<round> rounds_of(const chat& all, const session& in, const rules::clock_profile& profile);

// Whether the profile counts the round at all: only the first one, only within its hours.
bool is_counted(const chat& all, const session& in, const rules::clock_profile& profile, const round& one);

} // namespace chatqc::model
