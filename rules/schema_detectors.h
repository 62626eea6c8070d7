// The keys of the detectors as rules/schema.h shows them; no other part of rule files.
#pragma once

#include "rules/schema.h"

namespace chatqc::rules {

std::vector<schema_shape> detector_shapes();

} // namespace chatqc::rules
