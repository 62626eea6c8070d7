// One entry of `rules:` → rule. Names are resolved through the pack's lists and conditions.
#pragma once

#include "rules/detectors.h"
#include "rules/scopes.h"

#include <optional>

namespace chatqc::rules {

// What rules of one pack are read with; the references outlive the reading.
struct rule_context {
    const pack_document& pack;
    draft& out;
    reporter& report;
    pack_lists& lists;
    pack_conditions& conditions;
};

struct read_rule_result {
    rule value; // without hash
    const node* id = nullptr;
    const node* detect = nullptr;
    bool complete = false; // false: an error was reported and `value` is not to be used
};

read_rule_result read_rule(const node& from, rule_context& context);

} // namespace chatqc::rules
