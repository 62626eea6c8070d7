// Which rules have no test in which they fire, and none in which they are silent. A test speaks of a rule
// that its `expect` names, or with whose id its name begins ("nudge.triple / two only").
#pragma once

#include "rules/rule_set.h"
#include "rules/test_case.h"

#include <cstdint>
#include <string>
#include <vector>

namespace chatqc::app {

struct rule_coverage {
    std::string rule;
    std::uint32_t firing = 0; // tests that expect it
    std::uint32_t silent = 0; // tests that speak of it and do not
};

// By rule, all of the set; of a tag rule a test that expects its tag is a firing one.
std::vector<rule_coverage>
coverage_of(const rules::rule_set& set, const std::vector<rules::test_case>& tests);

// "coverage: 12 rules; without a firing test: a, b; without a silent test: none"
std::string coverage_text(const std::vector<rule_coverage>& coverage);

} // namespace chatqc::app
