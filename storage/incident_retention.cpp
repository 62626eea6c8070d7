// Incidents go with the verdicts of their shop-day.
#include "storage/codec.h"
#include "storage/keys.h"
#include "storage/retention.h"

#include <algorithm>
#include <map>
#include <vector>

namespace chatqc::storage {

namespace {

[[noreturn]] void throw_damaged()
{
    throw read_error({"corruption", "a damaged incident row"});
}

time_point stored_at_in(std::string_view bytes)
{
    const auto stored_at = read_time_value(bytes);
    if (!stored_at) {
        throw_damaged();
    }
    return *stored_at;
}

std::string day_key(tenant_id tenant, std::int32_t day)
{
    std::string key = incident_rows_key(tenant, incident_row::member);
    append_key_i32(key, day);
    return key;
}

std::int32_t day_in(std::string_view member_key)
{
    key_reader key(member_key.substr(incident_rows_key(0, incident_row::member).size()));
    return key.i32();
}

using days = std::map<std::int32_t, time_point>; // and when the last of their verdicts was stored

days days_of(const database& in, tenant_id tenant)
{
    days found;
    const auto all = range_of_prefix(incident_rows_key(tenant, incident_row::member));
    row_iterator row(in, family::incidents, all, walk::bulk);
    for (row.to_first(); row.valid(); row.next()) {
        auto& newest = found.emplace(day_in(row.key()), time_point::min()).first->second;
        newest = std::max(newest, stored_at_in(row.value()));
    }
    return found;
}

// Nothing of it, if one of its verdicts has been stored later meanwhile.
void erase_day(
    write_set& changes, const database& in, tenant_id tenant, std::int32_t day, time_point stored_before
)
{
    std::vector<std::string> going;
    row_iterator member(in, family::incidents, range_of_prefix(day_key(tenant, day)), walk::bulk);
    for (member.to_first(); member.valid(); member.next()) {
        if (stored_at_in(member.value()) >= stored_before) {
            return;
        }
        going.emplace_back(member.key());
    }
    const auto all = range_of_prefix(incident_rows_key(tenant, incident_row::incident));
    row_iterator row(in, family::incidents, all, walk::bulk);
    for (row.to_first(); row.valid(); row.next()) {
        const auto value = engine::read_incident(row.value());
        if (!value) {
            throw_damaged();
        }
        if (value->day == day) {
            going.emplace_back(row.key());
        }
    }
    for (const std::string& key : going) {
        changes.erase(family::incidents, key);
    }
}

// What is kept of conversations none of whose days is there.
void erase_conversations(write_set& changes, const database& in, tenant_id tenant, const days& kept)
{
    const auto range = range_of_prefix(incident_rows_key(tenant, incident_row::conversation));
    row_iterator row(in, family::incidents, range, walk::bulk);
    for (row.to_first(); row.valid(); row.next()) {
        const auto all = read_memberships(row.value());
        if (!all) {
            throw_damaged();
        }
        const bool stays = std::any_of(all->begin(), all->end(), [&](const membership& each) {
            return kept.contains(each.group.day);
        });
        if (!stays) {
            changes.erase(family::incidents, row.key());
        }
    }
}

} // namespace

result<bool> expiry::expire_incidents(const names& tenants, time_point stored_before)
{
    for (const tenant_id tenant : tenants.tenants()) {
        const auto found = days_of(in_, tenant);
        const auto is_old = [&](const auto& day) { return day.second < stored_before; };
        if (std::none_of(found.begin(), found.end(), is_old)) {
            continue;
        }
        // A conversation's row says what rows it has among a day's: they go together.
        const std::lock_guard lock(commits_);
        write_set changes(in_);
        for (const auto& [day, newest] : found) {
            if (newest < stored_before) {
                erase_day(changes, in_, tenant, day, stored_before);
            }
        }
        if (auto written = in_.write(changes); !written) {
            return written;
        }
        write_set rest(in_);
        erase_conversations(rest, in_, tenant, days_of(in_, tenant));
        if (auto written = in_.write(rest); !written) {
            return written;
        }
    }
    return {true, {}};
}

} // namespace chatqc::storage
