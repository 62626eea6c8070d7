#include "storage/session_rows.h"

#include "storage/keys.h"

#include <algorithm>

namespace chatqc::storage {

namespace {

[[noreturn]] void throw_damaged(std::string_view what)
{
    throw read_error({"corruption", "a damaged " + std::string(what) + " row"});
}

std::string day_row_key(const engine::segment& value)
{
    const engine::session_summary& session = *value.session;
    return session_key(
        {value.tenant, session.day, session.shop, value.conversation, session.started, session.session}
    );
}

// Whatever stands in the index because of the segment's numbers.
template <class Do> void each_number_row(const engine::segment& value, Do what)
{
    for (const engine::told_number& told : engine::numbers_told_in(value)) {
        what(number_key(value.tenant, told, value.conversation));
    }
}

// The summary as a segment without messages: one codec for both rows.
std::string day_row(const engine::segment& value)
{
    engine::segment summary;
    summary.tenant = value.tenant;
    summary.conversation = value.conversation;
    summary.session = value.session;
    std::string bytes;
    engine::append_binary(bytes, summary);
    return bytes;
}

} // namespace

void segment_changes::add(const segment_write& write)
{
    for (const engine::order_key& key : write.erase) {
        rows_[segment_key(write.tenant, write.conversation, key)] = {write.tenant, nullptr};
    }
    for (const engine::segment& each : write.put) {
        rows_[segment_key(each.tenant, each.conversation, each.first)] = {each.tenant, &each};
    }
}

void segment_changes::put_into(write_set& changes, const database& in) const
{
    // First all that was, then all that is: a session may have moved from one row to another.
    pinned_value stored;
    for (const auto& [key, row] : rows_) {
        if (!in.read(family::segments, key, stored)) {
            continue;
        }
        const auto old = engine::read_segment(stored.bytes());
        if (!old) {
            throw_damaged("segment");
        }
        if (old->session) {
            changes.erase(family::sessions, day_row_key(*old));
        }
        erase_number_rows(changes, *old);
        if (row.value == nullptr) {
            changes.erase(family::segments, key);
        }
    }
    std::string bytes;
    for (const auto& [key, row] : rows_) {
        if (row.value == nullptr) {
            continue;
        }
        bytes.clear();
        engine::append_binary(bytes, *row.value);
        changes.put(family::segments, key, bytes);
        if (row.value->session) {
            changes.put(family::sessions, day_row_key(*row.value), day_row(*row.value));
        }
        each_number_row(*row.value, [&](const std::string& number) {
            changes.put(family::index, number, row.value->after.customer);
        });
    }
}

void erase_number_rows(write_set& changes, const engine::segment& value)
{
    each_number_row(value, [&](const std::string& number) { changes.erase(family::index, number); });
}

std::vector<number_sighting>
read_number_rows(const database& in, tenant_id tenant, std::uint64_t number, std::size_t limit)
{
    std::vector<number_sighting> found;
    const std::string prefix = number_prefix(tenant, number);
    row_iterator row(in, family::index, range_of_prefix(prefix), walk::near);
    for (row.to_first(); row.valid() && found.size() < limit; row.next()) {
        key_reader key(row.key().substr(prefix.size()));
        const time_point at = key.time();
        found.push_back({key.text(), std::string(row.value()), at});
        if (!key.finished()) {
            throw_damaged("number");
        }
    }
    return found;
}

std::vector<engine::segment>
read_segments(const database& in, tenant_id tenant, std::string_view conversation)
{
    std::vector<engine::segment> segments;
    in.visit_named(family::segments, conversation_key(tenant, conversation), [&](std::string_view value) {
        auto segment = engine::read_segment(value);
        if (!segment) {
            throw_damaged("segment");
        }
        segments.push_back(std::move(*segment));
    });
    return segments;
}

void scan_segment_rows(
    const database& in, tenant_id tenant, const std::function<bool(engine::segment&&)>& visit
)
{
    row_iterator row(in, family::segments, range_of_prefix(tenant_key(tenant)), walk::bulk);
    for (row.to_first(); row.valid(); row.next()) {
        auto segment = engine::read_segment(row.value());
        if (!segment) {
            throw_damaged("segment");
        }
        if (!visit(std::move(*segment))) {
            return;
        }
    }
}

void scan_session_rows(
    const database& in,
    tenant_id tenant,
    day_range days,
    const std::function<bool(const engine::session_summary&, std::string_view conversation)>& visit
)
{
    const key_range range = {
        session_day_key(tenant, days.first), after_prefix(session_day_key(tenant, days.last))};
    row_iterator row(in, family::sessions, range, walk::bulk);
    for (row.to_first(); row.valid(); row.next()) {
        const auto summary = engine::read_segment(row.value());
        if (!summary || !summary->session) {
            throw_damaged("session");
        }
        if (!visit(*summary->session, summary->conversation)) {
            return;
        }
    }
}

bool is_session_ended(
    const database& in, tenant_id tenant, std::string_view conversation, std::string_view session
)
{
    const auto segments = read_segments(in, tenant, conversation);
    return std::any_of(segments.begin(), segments.end(), [session](const engine::segment& each) {
        return each.session && each.session->session == session;
    });
}

} // namespace chatqc::storage
