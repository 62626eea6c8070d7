// The way from packs to a rule_set: reads, resolves names, merges packs, hashes, warns. All errors and
// warnings at once. What only a matcher or zone tables can tell (bad_pattern, unknown_zone) is left to the
// caller, with the places needed.
#pragma once

#include "rules/diagnostic.h"
#include "rules/draft.h"
#include "rules/pack_bundle.h"
#include "rules/rule_set.h"
#include "rules/test_case.h"

#include <memory>
#include <vector>

namespace chatqc::rules {

struct check_result {
    std::shared_ptr<const rule_set> rules; // null if there is an error
    std::vector<diagnostic> diagnostics;   // in reading order
    std::vector<test_case> tests;          // those that could be read

    // For the caller's checks; filled whatever errors there are.
    std::vector<pattern_use> patterns; // indices as in rule_set.patterns
    std::vector<zone_use> zones;       // besides the default Asia/Shanghai

    [[nodiscard]] bool has_errors() const;
};

// Rule ids must be unique over the packs; lists, conditions belong to their pack; ack, asks, wait, negation
// merge.
check_result check(const std::vector<pack_bundle>& packs);

// A matcher's or zone table's refusal as a diagnostic.
diagnostic bad_pattern(const pattern_use& where, const std::string& message);
diagnostic unknown_zone(const zone_use& where);

} // namespace chatqc::rules
