// Incidents (SPEC §5 `incident`): many verdicts of one rule in a short time, over conversations. Pure
// functions over settled verdicts; who keeps or shows them works them out again when a verdict changes.
#pragma once

#include "engine/incident_record.h"
#include "engine/unit.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::engine {

// A settled verdict, the shop-day of its session's start and the rules of the unit that judged it. What is
// pointed to outlives the call.
struct dated_verdict {
    const verdict* value = nullptr;
    std::int32_t day = 0;
    const rules::rule_set* judged_by = nullptr;
};

// The rules whose verdicts incidents count, under any of these units; sorted, each once. And those of one
// more unit, added to them.
std::vector<std::string> counted_rules(const unit_log& units);
void add_counted_rules(std::vector<std::string>& to, const rules::rule_set& set);

// Where a settled verdict of a session counts. Verdicts of shadow rules, and those that are not final, count
// nowhere.
std::vector<incident_group> groups_of(const dated_verdict& one);

// The rule of a group; null if it is none of this set.
const rules::rule* rule_of(const incident_group& group, const rules::rule_set& set);

// Of one group whose rule this is, by (opened, id); `members` are sorted.
std::vector<incident> find_incidents(
    const rules::rule& by,
    std::string_view tenant,
    const incident_group& group,
    const std::vector<incident_member>& members
);

// Of all groups, by (opened, id), whatever the order of the verdicts.
std::vector<incident> find_incidents(const std::vector<dated_verdict>& verdicts);

// One JSON object, snake_case, fixed key order, times in ms; with the verdicts as far as it holds them.
void append_json(std::string& out, const incident& value);

} // namespace chatqc::engine
