// From a boolean expression to the ways in which it can hold. Pure data to data; who asks reports.
#pragma once

#include "rules/detector.h"

#include <optional>

namespace chatqc::rules {

// Every way, in the order in which the expression is written: each a set of conditions that must hit, sorted
// so that a condition stands behind the one it relates to, and of conditions that must not. Those that no
// message can satisfy are left out. Nothing when there are more than bounds.alternatives_max.
std::optional<std::vector<alternative>> alternatives_of(const expression_detector& value);

// The conditions that `value` relates to, up to the first that relates to none; false if they go in a circle.
bool ends(const expression_detector& value, std::uint32_t condition);

} // namespace chatqc::rules
