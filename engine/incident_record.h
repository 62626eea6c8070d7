// The record of an incident, and what it is made of, with the binary form. How they are found:
// engine/incident.
#pragma once

#include "engine/verdict.h"
#include "rules/detector.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::engine {

// What is looked at together: the verdicts that one form of an incident rule counts, of one tenant, key and
// shop-day. Where a day has two units, each verdict counts by the unit that judged it: a rule that both have
// alike (by its hash) goes on, one that has changed begins anew.
struct incident_group {
    std::int32_t day = 0; // of the sessions' starts, days since 1970-01-01
    std::string rule, rule_hash;
    std::string key; // the shop, agent, group or platform that all of them have

    friend auto operator<=>(const incident_group&, const incident_group&) = default;
};

// A verdict of a group. They are in order of (decided_at, id).
struct incident_member {
    time_point decided_at{};
    verdict_id id{};

    friend auto operator<=>(const incident_member&, const incident_member&) = default;
};

struct incident {
    verdict_id id{}; // hash(tenant, rule, key, day, first verdict)
    std::string rule, rule_hash, pack;
    rules::level level = rules::level::minor;
    rules::mode mode = rules::mode::live;
    std::string tenant;
    std::string of; // the rule whose verdicts it counts
    rules::incident_key by = rules::incident_key::shop;
    std::string key; // the shop, agent, group or platform that all of them have
    std::int32_t day = 0;
    time_point opened{};        // when the verdict was decided that made it one
    time_point first{}, last{}; // when the first and the last of them were decided
    std::uint32_t count = 0;
    std::vector<verdict_id> verdicts{}; // in order of (decided_at, id); none where only told of, or stored

    friend bool operator==(const incident&, const incident&) = default;
};

// Binary codec, version 1, for storage: without the verdicts.
void append_binary(std::string& out, const incident& value);
std::optional<incident> read_incident(std::string_view bytes);

} // namespace chatqc::engine
