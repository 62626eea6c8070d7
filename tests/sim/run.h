// One run: a plan carried out in virtual time, from the first connection to the last session's end, and what
// then does not hold.
#pragma once

#include "tests/sim/plan.h"

#include <string>
#include <vector>

namespace chatqc::sim {

struct outcome {
    std::vector<std::string> failures; // a sentence each; empty: all invariants hold
    std::string trace;                 // if asked for
    // What the run was like, so that a test can see that runs are not empty.
    std::uint64_t lives = 0, stored = 0, verdicts = 0, recomputed = 0, too_late = 0, refused = 0;
    std::uint64_t activations = 0; // tries, while it ran
    std::uint64_t incidents = 0;
    std::uint64_t modelled = 0; // settled verdicts that the model was asked for
    std::uint64_t power_losses = 0;
};

outcome carry_out(const plan& what, bool with_trace = false);

} // namespace chatqc::sim
