// Rows of incidents: what the verdicts of a conversation count for, the same by what is counted together, and
// the incidents that there are now. What makes one is engine/incident.
#pragma once

#include "storage/database.h"
#include "storage/names.h"

#include <functional>

namespace chatqc::storage {

// A conversation of these segments that counts is marked.
void put_marks(write_set& changes, const std::vector<segment_write>& segments);
// Replaces what is stored of each conversation, which it reads, and takes its mark away. Throws read_error.
void put_memberships(
    write_set& changes,
    const database& in,
    const std::vector<membership_write>& memberships,
    time_point stored_at
);
result<bool> put_incidents(write_set& changes, names& tenants, const std::vector<incident_write>& incidents);

void scan_marks(
    const database& in,
    tenant_id tenant,
    const std::function<void(tenant_id tenant, std::string_view conversation)>& visit
);
// Throw read_error.
std::vector<membership> read_memberships(const database& in, tenant_id tenant, std::string_view conversation);
std::vector<engine::incident_member>
read_members(const database& in, tenant_id tenant, const engine::incident_group& group);

// See store::incidents. An empty tenant, or one that is not known, has none. Throws read_error ("bad_cursor"
// too).
incident_page list_incidents(const database& in, const names& tenants, const incident_query& what);

} // namespace chatqc::storage
