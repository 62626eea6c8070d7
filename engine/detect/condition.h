// What one condition of an expression finds in one message, and the hits it remembers of a session.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

// A condition remembers so many hits of a session, the last ones: more make no rule mean more.
inline constexpr std::size_t condition_hits_max = 64;

// Whether it looks at the message (or event) at all.
[[nodiscard]] bool looks_at(const rules::condition& one, const message& value);

// Whether its phrase or expression stands in the message, exceptions apart: cheap, and false is certain.
[[nodiscard]] bool may_hit(const rules::condition& one, const moment& now);

// Shows the message to every condition, which keep what they hit. True if one of them looked at it.
bool see_message(
    const judgement& judge,
    const rules::rule& one,
    const rules::expression_detector& detect,
    expression_state& state,
    const moment& now
);

} // namespace chatqc::engine
