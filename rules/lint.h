// Warnings: mistakes that are legal. One function per rule; it changes nothing.
#pragma once

#include "rules/diagnostic.h"
#include "rules/draft.h"
#include "rules/rule_set.h"
#include "rules/syntax.h"

#include <string>
#include <vector>

namespace chatqc::rules {

struct lint_target {
    const rule& value;
    const rule_set& set; // lists and patterns the rule refers to
    const node& detect;
    const std::vector<const node*>& exceptions; // nodes of value.except
    const node& id;
};

// `never_fires`: a reason found while reading, or empty.
void lint_rule(const lint_target& target, const std::string& never_fires, reporter& report);

// A live rule that waits longer than sessions last makes them longer (SPEC §4).
void lint_session_gap(const rule& value, const draft& from, const node& id, reporter& report);

// The quantified dots of an expression that are too wide: ".*", ".+", ".{3,}", ".{0,40}".
std::vector<std::string> wide_parts(std::string_view expression);

} // namespace chatqc::rules
