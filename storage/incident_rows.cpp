#include "storage/incident_rows.h"

#include "storage/codec.h"
#include "storage/cursor.h"
#include "storage/keys.h"
#include "storage/limits.h"
#include "storage/verdict_rows.h"

#include <algorithm>

namespace chatqc::storage {

namespace {

[[noreturn]] void throw_damaged()
{
    throw read_error({"corruption", "a damaged incident row"});
}

void put_members(
    write_set& changes, tenant_id tenant, const std::vector<membership>& all, time_point stored_at
)
{
    std::string stored;
    append_time_value(stored, stored_at); // for retention
    for (const auto& [group, member] : all) {
        changes.put(family::incidents, incident_member_key(tenant, group, member), stored);
    }
}

key_range range_of(tenant_id tenant, const incident_query& what)
{
    const std::string prefix = incident_rows_key(tenant, incident_row::incident);
    std::string low;
    std::string high;
    if (what.from) {
        append_key_time(low, *what.from);
    }
    if (what.to) {
        append_key_time(high, *what.to);
    }
    if (!what.cursor.empty()) {
        const std::string place = place_of_cursor(what.cursor);
        if (what.newest_first) {
            high = high.empty() ? place : std::min(high, place);
        } else {
            low = std::max(low, place + '\0');
        }
    }
    return {prefix + low, high.empty() ? after_prefix(prefix) : prefix + high};
}

bool matches(const incident_query& what, const engine::incident& value)
{
    const bool is_of_shop =
        what.shop.empty() || (value.by == rules::incident_key::shop && value.key == what.shop);
    return is_of_shop && (what.rule.empty() || what.rule == value.rule) &&
           (!what.day || *what.day == value.day);
}

} // namespace

void put_marks(write_set& changes, const std::vector<segment_write>& segments)
{
    for (const segment_write& each : segments) {
        if (each.counts) {
            changes.put(
                family::incidents,
                incident_conversation_key(each.tenant, incident_row::mark, each.conversation),
                {}
            );
        }
    }
}

void put_memberships(
    write_set& changes,
    const database& in,
    const std::vector<membership_write>& memberships,
    time_point stored_at
)
{
    std::string bytes;
    for (const membership_write& each : memberships) {
        for (const auto& [group, member] : read_memberships(in, each.tenant, each.conversation)) {
            changes.erase(family::incidents, incident_member_key(each.tenant, group, member));
        }
        put_members(changes, each.tenant, each.all, stored_at);
        const auto key =
            incident_conversation_key(each.tenant, incident_row::conversation, each.conversation);
        bytes.clear();
        append_memberships(bytes, each.all);
        if (each.all.empty()) {
            changes.erase(family::incidents, key);
        } else {
            changes.put(family::incidents, key, bytes);
        }
        changes.erase(
            family::incidents, incident_conversation_key(each.tenant, incident_row::mark, each.conversation)
        );
    }
}

result<bool> put_incidents(write_set& changes, names& tenants, const std::vector<incident_write>& incidents)
{
    std::string bytes;
    for (const auto& [made, opened_before] : incidents) {
        const auto& [value, what] = made;
        const auto owner = tenants.tenant(value.tenant);
        if (!owner) {
            return {std::nullopt, owner.error};
        }
        if (what != incident_event::appeared) {
            changes.erase(family::incidents, incident_key(*owner.value, opened_before, value.id));
        }
        if (what != incident_event::gone) {
            bytes.clear();
            engine::append_binary(bytes, value);
            changes.put(family::incidents, incident_key(*owner.value, value.opened, value.id), bytes);
        }
    }
    return {true, {}};
}

void scan_marks(
    const database& in,
    tenant_id tenant,
    const std::function<void(tenant_id tenant, std::string_view conversation)>& visit
)
{
    const std::string prefix = incident_rows_key(tenant, incident_row::mark);
    row_iterator row(in, family::incidents, range_of_prefix(prefix), walk::near);
    for (row.to_first(); row.valid(); row.next()) {
        key_reader key(row.key().substr(prefix.size()));
        const std::string conversation = key.text();
        if (!key.finished()) {
            throw_damaged();
        }
        visit(tenant, conversation);
    }
}

std::vector<membership> read_memberships(const database& in, tenant_id tenant, std::string_view conversation)
{
    pinned_value bytes;
    const auto key = incident_conversation_key(tenant, incident_row::conversation, conversation);
    if (!in.read(family::incidents, key, bytes)) {
        return {};
    }
    auto all = read_memberships(bytes.bytes());
    if (!all) {
        throw_damaged();
    }
    return std::move(*all);
}

std::vector<engine::incident_member>
read_members(const database& in, tenant_id tenant, const engine::incident_group& group)
{
    std::vector<engine::incident_member> found;
    const std::string prefix = incident_group_key(tenant, group);
    row_iterator row(in, family::incidents, range_of_prefix(prefix), walk::near);
    for (row.to_first(); row.valid(); row.next()) {
        const verdict_place place = place_in(tenant, row.key());
        found.push_back({place.decided_at, place.id});
    }
    return found;
}

incident_page list_incidents(const database& in, const names& tenants, const incident_query& what)
{
    incident_page page;
    const auto tenant = tenants.known_tenant(what.tenant);
    if (!tenant) {
        return page;
    }
    const std::size_t limit = std::clamp<std::size_t>(what.limit, 1, limits::page_verdicts_max);
    row_iterator row(in, family::incidents, range_of(*tenant, what), walk::near);
    std::string last;
    what.newest_first ? row.to_last() : row.to_first();
    for (std::size_t looked_at = 0; row.valid(); what.newest_first ? row.previous() : row.next()) {
        if (page.incidents.size() == limit || looked_at++ == limits::page_rows_max) {
            page.next = cursor_of(last);
            break;
        }
        auto value = engine::read_incident(row.value());
        if (!value) {
            throw_damaged();
        }
        last = row.key().substr(row.key().size() - verdict_place_bytes);
        if (matches(what, *value)) {
            page.incidents.push_back(std::move(*value));
        }
    }
    return page;
}

} // namespace chatqc::storage
