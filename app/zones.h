// Zone tables for the engine, read once from the system's tzdata through Howard Hinnant's date library. The
// only file that includes it; what a table means is engine/time's.
#pragma once

#include "engine/time/zone.h"
#include "rules/rule_set.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::app {

// The IANA names that a rule set's calendars use, sorted, each once.
std::vector<std::string> zone_names(const rules::rule_set& rules);

// Transitions from 1970 on, as far as the zone files list them (2037 for zones with summer time; then the
// last offset holds). Nothing for a name that tzdata does not have, with a sentence in `error`.
std::optional<engine::zone_table> load_zone(std::string_view name, std::string& error);

// All of zone_names(rules). A name that cannot be loaded adds a sentence to `errors` and is left out.
engine::zone_tables load_zones(const rules::rule_set& rules, std::vector<std::string>& errors);

} // namespace chatqc::app
