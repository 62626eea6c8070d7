// Detector `perfunctory`: a question gets a word, and no more.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

void see_perfunctory(judgement& judge, rules::rule_index index, perfunctory_state& state, const moment& now);

} // namespace chatqc::engine
