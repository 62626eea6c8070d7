// Expressions (SPEC §5): a message makes the expression true as the last of its hits. What is decided later,
// because something must not come, waits as an anchor until then. `sequence` is one that forgets what has
// fired.
#pragma once

#include "engine/detect/judgement.h"

#include <optional>

namespace chatqc::engine {

// So many anchors of one rule wait at a time; before one more the oldest is given up.
inline constexpr std::size_t undecided_anchors_max = 64;

// Of an expression that needs nothing but one message.
std::optional<receipt> detect_expression(
    const judgement& judge,
    const rules::rule& one,
    const rules::expression_detector& detect,
    const moment& now
);

// Of the others: every message and event of the session, its deadline, its end.
void see_expression(judgement& judge, rules::rule_index index, expression_state& state, const moment& now);
void fire_expression(judgement& judge, rules::rule_index index, expression_state& state, time_point at);
void end_expression(judgement& judge, rules::rule_index index, expression_state& state, time_point at);

} // namespace chatqc::engine
