// Listing verdicts: by the index that fits the question best, in order of (decided_at, id) over one or all
// tenants, in pages that end with a cursor.
#pragma once

#include "storage/names.h"

#include <functional>

namespace chatqc::storage {

// See store::query. An empty tenant means all. Throws read_error ("bad_cursor" too).
verdict_page list_verdicts(const database& in, const names& tenants, const verdict_query& what);

// See store::scan_verdicts. Throws read_error.
void scan_verdict_rows(
    const database& in, const names& tenants, const std::function<bool(const engine::verdict&)>& visit
);

} // namespace chatqc::storage
