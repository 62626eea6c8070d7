// What `nudge_before_answer` and `perfunctory` share: a reply that ends a wait, held against it unless more
// follows in time.
#pragma once

#include "engine/detect/judgement.h"

#include <optional>

namespace chatqc::engine {

// A customer's message: whether some message of the open wait excuses what answers it.
void hear_question(judgement& judge, single_reply_state& state, const moment& now, bool excuses);
// The reply that closes a round of this track, before it is seen as a message.
void see_single_reply(single_reply_state& state, std::size_t track, const open_round& round);

// The question that this message answers; empty if it answers none, or one that excuses it.
[[nodiscard]] std::string question_of(single_reply_state& state);

void await_more(
    single_reply_state& state,
    const moment& now,
    std::string question,
    std::string_view charged,
    milliseconds within
);
void fire_single_replies(
    judgement& judge, rules::rule_index index, single_reply_state& state, time_point at, bool at_end
);

[[nodiscard]] inline std::optional<time_point> deadline_of(const single_reply_state& state)
{
    return state.waiting.empty() ? std::nullopt : std::optional{state.waiting.front().deadline};
}

} // namespace chatqc::engine
