// Makes a failing chat short: leaves out messages, then simplifies what is left, as long as it still fails.
#pragma once

#include "tests/model/model.h"

#include <functional>
#include <vector>

namespace chatqc::model {

// `fails` must hold for `messages`, and is asked often: of a long chat less often than of a short one.
std::vector<message>
shrink(std::vector<message> messages, const std::function<bool(const std::vector<message>&)>& fails);

} // namespace chatqc::model
