// Between the model and the engine: messages one way, verdicts the other, and in words what differs.
#pragma once

#include "engine/message.h"
#include "engine/verdict.h"
#include "tests/model/model.h"

#include <span>
#include <string>
#include <vector>

namespace chatqc::model {

// Views into `from`, which must outlive it.
engine::message bound(const message& from);
// The other way.
message owned(const engine::message& from);

// As much of an engine's verdict as the model tells, under its conversation.
judged told(const engine::verdict& from);
// Sorted as settle_all() sorts.
std::vector<judged> told(std::span<const engine::verdict> settled);

// One line a verdict that only one side has, "model" or "engine" before it; empty: they are the same. Both
// sorted. Times are counted from `start`.
std::string difference(const std::vector<judged>& model, const std::vector<judged>& engine, instant start);

// A message as a line of a rule test without its time, and in a remark what that form cannot say.
std::string chat_line(const message& what, const std::vector<message>& chat);

// "180s response A m0 wait …": decision time, rule, charged agent or "-", anchor, and the receipt's times.
std::string line_of(const judged& one, instant start);

// Messages as the chats of rule tests (docs/rule-language.md), one test a conversation, with the verdicts
// expected. What that form cannot say (a shop given late, seq, ids) stands in comments.
std::string as_rule_tests(const std::vector<message>& messages, const std::vector<judged>& expected);

} // namespace chatqc::model
