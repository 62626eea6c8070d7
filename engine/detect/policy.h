// Detectors `off_platform`, `ask_credential`, `review_removal`, `review_bribe`, `customer_risk` and
// `link_policy`: what must not be said or sent, in one message.
#pragma once

#include "engine/detect/judgement.h"

#include <optional>

namespace chatqc::engine {

std::optional<receipt> detect_policy(
    const judgement& judge, const rules::rule& one, const rules::policy_detector& detect, const moment& now
);

// Whose messages it looks at where the rule names no role.
[[nodiscard]] inline std::uint32_t looked_at_by(const rules::policy_detector& detect)
{
    return detect.what == rules::policy::customer_risk ? role_bit(rules::role::customer) : people;
}

} // namespace chatqc::engine
