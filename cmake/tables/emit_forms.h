// Writes the tables of engine/text/sounds.h and engine/text/shapes.h, as C++ source.
#pragma once

#include "own_shapes.h"
#include "readings.h"

#include <iosfwd>

namespace chatqc::tables {

void emit(const readings& how_read, std::ostream& out);
void emit(const shapes& looks, std::ostream& out);

} // namespace chatqc::tables
