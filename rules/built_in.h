// What is compiled into the program: clock profiles and platform gaps (built_in.yaml). Packs are in
// pack_bundle.h.
#pragma once

#include "rules/pack_bundle.h"

namespace chatqc::rules {

// As a pack called "built-in" with sections `profiles` and `platforms`.
const pack_bundle& built_in_bundle();

} // namespace chatqc::rules
