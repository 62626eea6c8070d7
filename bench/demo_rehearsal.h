// Chats of the demo traffic in which a rule of the built-in packs fires: those of the packs' own tests,
// played by the demo's agents, so that each rule is hit now and then, whatever rules there will be.
#pragma once

#include "bench/demo_random.h"
#include "bench/demo_script.h"
#include "rules/test_case.h"

#include <chrono>
#include <span>
#include <vector>

namespace chatqc::bench {

// For each rule of the language's pack the first of its tests in which it fires; they live as long as the
// program.
std::span<const rules::test_case* const> rehearsals_of(demo_language language);

// A shop of the language where the test may happen.
const demo_shop&
draw_stage(demo_random& random, const rules::test_case& test, std::span<const demo_shop> shops);

demo_chat rehearse(const rules::test_case& test, const demo_shop& shop);

// When on a day it happens: the test's own time of day if that matters, else some time from 10:00 to 20:00.
std::chrono::milliseconds draw_hour(demo_random& random, const rules::test_case& test);

} // namespace chatqc::bench
