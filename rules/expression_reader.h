// Boolean expressions over conditions (`all`, `any`, `not`, `at_least … of`) and `sequence`, which is one.
#pragma once

#include "rules/detectors.h"

namespace chatqc::rules {

bool is_operator(std::string_view key);

// A `detect:` that is an operator. Reports; nothing if it cannot be read.
std::optional<detector> read_expression(const node& from, detector_context& context);
std::optional<detector> read_sequence(fields& keys, detector_context& context);

} // namespace chatqc::rules
