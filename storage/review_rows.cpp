#include "storage/review_rows.h"

#include "storage/codec.h"
#include "storage/keys.h"

namespace chatqc::storage {

result<bool> write_reviews(database& in, tenant_id tenant, const std::vector<review>& values)
{
    write_set changes(in);
    std::string bytes;
    for (const review& each : values) {
        bytes.clear();
        append_review(bytes, each);
        changes.put(family::reviews, review_key(tenant, each.conversation, each.verdict, each.at), bytes);
    }
    return in.write(changes);
}

void scan_review_rows(
    const database& in, const std::string& prefix, const std::function<bool(review&&)>& visit
)
{
    row_iterator row(in, family::reviews, range_of_prefix(prefix), walk::near);
    for (row.to_first(); row.valid(); row.next()) {
        auto found = read_review(row.value());
        key_reader key(row.key());
        key.u32(); // the tenant
        if (found) {
            found->conversation = key.text();
            found->verdict = key.id();
            found->at = key.time();
        }
        if (!found || !key.finished()) {
            throw read_error({"corruption", "a damaged review row"});
        }
        if (!visit(std::move(*found))) {
            return;
        }
    }
}

void erase_reviews(
    write_set& changes,
    const database& in,
    tenant_id tenant,
    std::string_view conversation,
    const engine::verdict_id& verdict
)
{
    const auto all = range_of_prefix(verdict_reviews_key(tenant, conversation, verdict));
    row_iterator row(in, family::reviews, all, walk::near);
    for (row.to_first(); row.valid(); row.next()) {
        changes.erase(family::reviews, row.key());
    }
}

} // namespace chatqc::storage
