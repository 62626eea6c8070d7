// Rows of verdicts: by time, by id, and indexed by agent, shop, rule and conversation; of each verdict the
// newest revision. Listing them is verdict_query's.
#pragma once

#include "storage/codec.h"
#include "storage/database.h"
#include "storage/keys.h"

namespace chatqc::storage {

struct owned_verdict {
    tenant_id tenant = 0;
    const engine::verdict* value = nullptr;
};

// In publication order; of one id the last counts. Replaces the rows of earlier revisions, which it reads.
// Throws read_error.
void put_verdicts(
    write_set& changes, const database& in, const std::vector<owned_verdict>& verdicts, time_point stored_at
);

// Takes the verdict at `place` away, with every row that names it, if it was stored before `stored_before`.
// False if not. Throws read_error.
bool erase_verdict(
    write_set& changes, const database& in, const verdict_place& place, time_point stored_before
);

std::optional<engine::verdict>
read_verdict_row(const database& in, const verdict_place& place, const snapshot* at);
std::optional<engine::verdict>
read_verdict_by_id(const database& in, tenant_id tenant, const engine::verdict_id& id);
// By (decided_at, id).
std::vector<engine::verdict>
read_verdicts_of(const database& in, tenant_id tenant, std::string_view conversation);

// The session ids of a conversation's verdicts, sorted, each once.
std::vector<std::string>
sessions_with_verdicts(const database& in, tenant_id tenant, std::string_view conversation);

// The place in the last verdict_place_bytes of an index or verdict key. Throws read_error.
verdict_place place_in(tenant_id tenant, std::string_view key);

} // namespace chatqc::storage
