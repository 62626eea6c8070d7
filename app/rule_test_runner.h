// Runs rule tests through the same engine as everything else (engine/offline.h) and says in words what
// differs. Parsing them is rules/test_case.
#pragma once

#include "engine/unit.h"
#include "rules/test_case.h"

#include <memory>
#include <string>
#include <vector>

namespace chatqc::app {

struct test_failure {
    std::string message; // one sentence: expected and got
    rules::place where;
};

// Empty: the test passed. The unit must be the one the test was read with.
std::vector<test_failure>
run_rule_test(const rules::test_case& test, const std::shared_ptr<const engine::unit>& unit);

} // namespace chatqc::app
