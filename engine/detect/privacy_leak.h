// Detector `privacy_leak`: numbers of persons that this customer has not given himself.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

void see_privacy_leak(judgement& judge, rules::rule_index index, const moment& now);

} // namespace chatqc::engine
