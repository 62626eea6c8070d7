// The hand-written packs of these tests (tests/model/packs), checked and compiled.
#pragma once

#include "engine/unit.h"
#include "tests/model/chats.h"

namespace chatqc::model {

// All of them; fails the test with the diagnostics if one has errors. Read once.
const std::vector<std::shared_ptr<const engine::unit>>& packs();
// Those that such chats are judged by.
std::vector<std::shared_ptr<const rules::rule_set>> rules_for(const chat_options& options);

// The engine's log of what the model is given.
engine::unit_log units_of(const std::vector<activation>& activations);

} // namespace chatqc::model
