// What the REST endpoints show, as JSON text: a conversation with its verdicts, the next-to-breach board,
// rules, facets, status. Fields as in docs/openapi.yaml.
#pragma once

#include "app/endpoint_json.h"
#include "app/pipeline/pipeline.h"
#include "app/report_source.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::app {

// `seen_with`: conversations to be named beside it (app/leak_notes).
void write_verdict(
    json_writer& out,
    const engine::verdict& value,
    const std::vector<storage::number_sighting>& seen_with = {}
);

// Messages in the conversation's order, verdicts, sessions; nothing if it is not known. `rules`: that have
// judged.
std::optional<std::string> conversation_view(
    storage::store& stored,
    pipeline& flow,
    const report_rules& rules,
    std::string_view tenant,
    const std::string& name
);

// Open rounds by time left; an empty shop means all.
std::string breach_view(pipeline& flow, std::string_view tenant, std::string_view shop, std::size_t limit);

std::string rules_view(const report_rules& rules);

// Shops and agents of the newest verdicts and sessions, for filter boxes.
std::string facets_view(storage::store& stored, std::string_view tenant);

// What the status tells beside what store and pipeline know.
struct server_state {
    std::string version;
    std::string unit;               // hash of the rules that judge now
    std::string rules_problem;      // why the newest packs were refused; empty if they were not
    std::vector<std::string> notes; // codes the page has words for: "default_calendar"
};

std::string
status_view(storage::store& stored, pipeline& flow, std::string_view tenant, const server_state& state);

// Refused bytes as valid UTF-8: what is none becomes U+FFFD.
std::string printable_bytes(std::string_view bytes);

} // namespace chatqc::app
