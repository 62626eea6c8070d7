// Names of rules and clock profiles as a report prints them, taken from the newest rule set that has them. No
// figures.
#pragma once

#include "app/report.h"
#include "app/report_source.h"

namespace chatqc::app {

// The profile of that name in one rule set; null if it has none.
const rules::clock_profile* profile_of(const rules::rule_set& rules, std::string_view name);

// Adds a label to the report unless it has it. A rule that no set knows is named by its id.
void note_profile(daily_report& report, const report_rules& rules, const std::string& name);
void note_tag(daily_report& report, const report_rules& rules, const std::string& name);
void note_rule(daily_report& report, const report_rules& rules, const engine::verdict& verdict);

} // namespace chatqc::app
