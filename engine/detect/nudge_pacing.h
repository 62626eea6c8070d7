// Detectors `nudge_pacing`, nudges that come too soon after the customer or after each other, over sessions,
// and `nudge_after_paid`, nudges that come although he has paid.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

void see_nudge_pacing(judgement& judge, rules::rule_index index, const moment& now);
void see_nudge_after_paid(judgement& judge, rules::rule_index index, const moment& now);

} // namespace chatqc::engine
