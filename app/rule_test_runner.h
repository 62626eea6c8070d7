// Runs rule tests through the same engine as everything else (engine/offline.h) and says in words what
// differs. Parsing them is rules/test_case.
#pragma once

#include "engine/unit.h"
#include "engine/verdict.h"
#include "rules/test_case.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::app {

struct test_failure {
    std::string message; // one sentence: expected and got
    rules::place where;
};

// Empty: the test passed. The unit must be the one the test was read with.
std::vector<test_failure>
run_rule_test(const rules::test_case& test, const std::shared_ptr<const engine::unit>& unit);

// What the rules make of the test's chat, whatever the test expects of it. A verdict's messages are named by
// their lines.
std::vector<engine::verdict>
verdicts_of(const rules::test_case& test, const std::shared_ptr<const engine::unit>& unit);

// Index into the test's chat of the line that a message id of `verdicts_of` names; nothing for other ids.
std::optional<std::size_t> line_of(std::string_view message_id);

} // namespace chatqc::app
