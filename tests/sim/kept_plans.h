// Plans that once failed, as short as they were shrunk.
#pragma once

#include "tests/sim/plan.h"

#include <string>
#include <vector>

namespace chatqc::sim {

struct kept_plan {
    std::string about;
    plan value;
};

std::vector<kept_plan> kept_plans();

} // namespace chatqc::sim
