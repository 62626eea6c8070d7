// Detector `nudge_alike`: nudges that are pairwise alike while the customer says nothing, over sessions.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

void see_nudge_alike(judgement& judge, rules::rule_index index, const moment& now);

} // namespace chatqc::engine
