// A failing plan made smaller: fewer faults, fewer messages, as long as it fails in the same way; and how a
// plan is told to people.
#pragma once

#include "tests/sim/run.h"

#include <cstddef>
#include <string>

namespace chatqc::sim {

// Carries out at most `runs_max` plans.
plan shrink(plan failing, std::size_t runs_max);

// The chat as lines of rule tests with when and by whom each was sent, the faults, the server's options.
std::string description(const plan& of);

} // namespace chatqc::sim
