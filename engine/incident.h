// Incidents (SPEC §5 `incident`): many verdicts of one rule in a short time, over conversations. A pure
// function over settled verdicts; who keeps or shows them works them out again when a verdict changes.
#pragma once

#include "engine/verdict.h"
#include "rules/rule_set.h"

#include <cstdint>
#include <string>
#include <vector>

namespace chatqc::engine {

// A settled verdict and the shop-day of its session's start. `value` outlives the call.
struct dated_verdict {
    const verdict* value = nullptr;
    std::int32_t day = 0; // days since 1970-01-01
};

struct incident {
    verdict_id id{}; // hash(tenant, rule, key, day, first verdict)
    std::string rule, rule_hash, pack;
    rules::level level = rules::level::minor;
    rules::mode mode = rules::mode::live;
    std::string tenant;
    std::string of;  // the rule whose verdicts it counts
    std::string key; // the shop, agent, group or platform that all of them have
    std::int32_t day = 0;
    time_point opened{};              // when the verdict was decided that made it one
    std::vector<verdict_id> verdicts; // in order of (decided_at, id)
    time_point first{}, last{};       // when the first and the last of them were decided

    friend bool operator==(const incident&, const incident&) = default;
};

// By (opened, id), whatever the order of the verdicts. Verdicts of shadow rules count for nothing.
std::vector<incident> find_incidents(const rules::rule_set& set, const std::vector<dated_verdict>& verdicts);

// One JSON object, snake_case, fixed key order, times in ms.
void append_json(std::string& out, const incident& value);

} // namespace chatqc::engine
