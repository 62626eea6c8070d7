// Incidents (SPEC §5): many verdicts of one rule in a short time. Worked out a second time, by agent only: of
// what a verdict stands under otherwise the model knows nothing.
#pragma once

#include "tests/model/model.h"

#include <string>
#include <vector>

namespace chatqc::model {

// "rule key day first opened last n", sorted.
std::vector<std::string>
incidents(const std::vector<message>& messages, const std::vector<activation>& units);

} // namespace chatqc::model
