// What people decided on verdicts, one row a decision. They lie beside the verdicts and change none.
#pragma once

#include "storage/database.h"

#include <functional>

namespace chatqc::storage {

result<bool> write_reviews(database& in, tenant_id tenant, const std::vector<review>& values);

// Those whose keys begin so, in order, until `visit` returns false. Throws read_error.
void scan_review_rows(
    const database& in, const std::string& prefix, const std::function<bool(review&&)>& visit
);

void erase_reviews(
    write_set& changes,
    const database& in,
    tenant_id tenant,
    std::string_view conversation,
    const engine::verdict_id& verdict
);

} // namespace chatqc::storage
