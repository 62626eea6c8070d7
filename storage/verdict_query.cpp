#include "storage/verdict_query.h"

#include "storage/codec.h"
#include "storage/cursor.h"
#include "storage/limits.h"
#include "storage/verdict_rows.h"

#include <algorithm>

namespace chatqc::storage {

namespace {

// Where a listing stands in one tenant: rows whose keys end in (decided_at, id).
class tenant_rows {
public:
    struct from {
        tenant_id tenant = 0;
        family where = family::verdicts;
        std::string prefix; // of all its keys
        std::string low,
            high; // places (24 bytes or a beginning of them): low <= place < high; an empty high is open
    };

    tenant_rows(const database& in, const from& what, bool down, walk how, const snapshot& now)
        : tenant_(what.tenant), down_(down), rows_(in, what.where, range_of(what), how, &now)
    {
        if (down_) {
            rows_.to_last();
        } else {
            rows_.to_first();
        }
        is_valid_ = rows_.valid();
    }

    [[nodiscard]] bool is_valid() const { return is_valid_; }

    [[nodiscard]] tenant_id tenant() const { return tenant_; }

    // The (decided_at, id) of the row, as bytes in their order.
    [[nodiscard]] std::string_view place() const
    {
        const std::string_view key = rows_.key();
        return key.substr(key.size() - verdict_place_bytes);
    }

    [[nodiscard]] std::string_view key() const { return rows_.key(); }

    [[nodiscard]] std::string_view value() const { return rows_.value(); }

    void advance()
    {
        if (down_) {
            rows_.previous();
        } else {
            rows_.next();
        }
        is_valid_ = rows_.valid();
    }

private:
    static key_range range_of(const from& what)
    {
        return {
            what.prefix + what.low, what.high.empty() ? after_prefix(what.prefix) : what.prefix + what.high};
    }

    tenant_id tenant_;
    bool down_;
    row_iterator rows_;
    bool is_valid_ = false;
};

// The rows of several tenants as one sequence by (decided_at, id). Few tenants: a scan of their heads is
// enough.
class merged_rows {
public:
    merged_rows(std::vector<tenant_rows>&& rows, bool down) : rows_(std::move(rows)), down_(down)
    {
        choose();
    }

    // Null at the end.
    [[nodiscard]] tenant_rows* head() const { return head_; }

    void advance()
    {
        head_->advance();
        choose();
    }

private:
    void choose()
    {
        head_ = nullptr;
        for (tenant_rows& each : rows_) {
            if (!each.is_valid()) {
                continue;
            }
            if (head_ == nullptr || (down_ ? each.place() > head_->place() : each.place() < head_->place())) {
                head_ = &each;
            }
        }
    }

    std::vector<tenant_rows> rows_;
    bool down_;
    tenant_rows* head_ = nullptr;
};

// The narrowest index: a conversation holds few verdicts, an agent fewer than a rule or a shop, usually.
tenant_rows::from best_rows(tenant_id tenant, const verdict_query& what)
{
    tenant_rows::from from;
    from.tenant = tenant;
    from.where = family::index;
    if (what.by_due) {
        from.prefix = index_prefix(tenant, dimension::due, what.shop);
    } else if (!what.conversation.empty()) {
        from.prefix = index_prefix(tenant, dimension::conversation, what.conversation);
    } else if (!what.agent.empty()) {
        from.prefix = index_prefix(tenant, dimension::agent, what.agent);
    } else if (!what.rule.empty()) {
        from.prefix = index_prefix(tenant, dimension::rule, what.rule);
    } else if (!what.shop.empty()) {
        from.prefix = index_prefix(tenant, dimension::shop, what.shop);
    } else {
        from.where = family::verdicts;
        from.prefix = tenant_key(tenant);
    }
    if (what.from) {
        append_key_time(from.low, *what.from);
    }
    if (what.to) {
        append_key_time(from.high, *what.to);
    }
    if (!what.cursor.empty()) {
        const std::string place = place_of_cursor(what.cursor);
        if (what.newest_first) {
            from.high = from.high.empty() ? place : std::min(from.high, place);
        } else {
            from.low = std::max(from.low, place + '\0');
        }
    }
    return from;
}

bool matches(const std::string& wanted, const std::string& given)
{
    return wanted.empty() || wanted == given;
}

bool matches(const verdict_query& what, const engine::verdict& value)
{
    return matches(what.shop, value.shop) && matches(what.agent, value.agent) &&
           matches(what.rule, value.rule) && matches(what.conversation, value.conversation) &&
           (!what.level || *what.level == value.level) &&
           (what.with_retracted || value.status != engine::verdict_status::retracted);
}

// What the rows of a listing are.
struct row_kind {
    family where = family::verdicts;
    bool is_due = false; // their places hold the due time; the value, when it was decided
};

engine::verdict
verdict_at(const database& in, const tenant_rows& row, const row_kind& kind, const snapshot& now)
{
    if (kind.where != family::verdicts) {
        verdict_place place = place_in(row.tenant(), row.key());
        if (kind.is_due) {
            place.decided_at = read_time_value(row.value()).value_or(place.decided_at);
        }
        if (auto verdict = read_verdict_row(in, place, &now)) {
            return std::move(*verdict);
        }
    } else if (auto stored = read_stored_verdict(row.value())) {
        return std::move(stored->value);
    }
    throw read_error({"corruption", "a damaged verdict row"});
}

} // namespace

verdict_page list_verdicts(const database& in, const names& tenants, const verdict_query& what)
{
    std::vector<tenant_id> ids;
    if (what.tenant.empty()) {
        ids = tenants.tenants();
    } else if (const auto known = tenants.known_tenant(what.tenant)) {
        ids.push_back(*known);
    }
    const snapshot now(in);
    std::vector<tenant_rows> rows;
    row_kind kind{family::verdicts, what.by_due};
    for (const tenant_id id : ids) {
        const tenant_rows::from from = best_rows(id, what);
        kind.where = from.where;
        rows.emplace_back(in, from, what.newest_first, walk::near, now);
    }
    merged_rows merged(std::move(rows), what.newest_first);
    verdict_page page;
    const std::size_t limit = std::clamp<std::size_t>(what.limit, 1, limits::page_verdicts_max);
    std::string last;
    for (std::size_t looked_at = 0; merged.head() != nullptr; merged.advance(), ++looked_at) {
        if (page.verdicts.size() == limit || looked_at == limits::page_rows_max) {
            page.next = cursor_of(last);
            break;
        }
        engine::verdict verdict = verdict_at(in, *merged.head(), kind, now);
        if (matches(what, verdict)) {
            page.verdicts.push_back(std::move(verdict));
        }
        last = merged.head()->place();
    }
    return page;
}

void scan_verdict_rows(
    const database& in, const names& tenants, const std::function<bool(const engine::verdict&)>& visit
)
{
    const snapshot now(in);
    std::vector<tenant_rows> rows;
    for (const tenant_id id : tenants.tenants()) {
        rows.emplace_back(
            in, tenant_rows::from{id, family::verdicts, tenant_key(id), {}, {}}, false, walk::bulk, now
        );
    }
    merged_rows merged(std::move(rows), false);
    for (; merged.head() != nullptr; merged.advance()) {
        if (!visit(verdict_at(in, *merged.head(), row_kind{}, now))) {
            return;
        }
    }
}

} // namespace chatqc::storage
