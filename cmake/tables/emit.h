// Packs the decisions into the two-level table that engine/text/fold.h reads, as C++ source.
#pragma once

#include "folding.h"

#include <iosfwd>

namespace chatqc::tables {

void emit(const std::map<char32_t, decision>& decisions, std::ostream& out);

} // namespace chatqc::tables
