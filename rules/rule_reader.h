// One entry of `rules:` → rule. Names are resolved through the pack's lists and conditions.
#pragma once

#include "rules/detectors.h"
#include "rules/overrides.h"
#include "rules/scopes.h"

#include <optional>

namespace chatqc::rules {

// What rules of one pack are read with; the references outlive the reading. Parts that an override brought
// use the names of its own pack.
struct rule_context {
    const pack_document& pack;
    draft& out;
    reporter& report;
    pack_conditions& conditions;
};

struct read_rule_result {
    rule value; // without hash
    const node* id = nullptr;
    const node* detect = nullptr;
    bool complete = false; // false: an error was reported and `value` is not to be used
    // False: its scope leaves out the shops that this form of the rule is for.
    bool holds_somewhere = true;
};

read_rule_result read_rule(const rule_form& form, rule_context& context);

} // namespace chatqc::rules
