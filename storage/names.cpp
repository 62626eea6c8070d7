#include "storage/names.h"

#include "storage/codec.h"
#include "storage/keys.h"

#include <algorithm>
#include <mutex>

namespace chatqc::storage {

namespace {

[[noreturn]] void throw_damaged(std::string_view what)
{
    throw read_error({"corruption", "a damaged row of a " + std::string(what)});
}

} // namespace

names::names(database& in) : in_(in)
{
    row_iterator row(in_, family::meta, range_of_prefix(std::string(meta_tenants)), walk::near);
    for (row.to_first(); row.valid(); row.next()) {
        key_reader key(row.key().substr(meta_tenants.size()));
        const tenant_id id = key.u32();
        if (!key.finished()) {
            throw_damaged("tenant");
        }
        tenants_.emplace(std::string(row.value()), id);
        tenant_names_.emplace(id, std::string(row.value()));
    }
    for (const source_state& each : sources()) {
        sources_.emplace(std::pair(each.tenant, each.name), each.id);
        newest_source_ = std::max(newest_source_, each.id);
    }
}

result<tenant_id> names::tenant(std::string_view name)
{
    if (const auto known = known_tenant(name)) {
        return {*known, {}};
    }
    const std::unique_lock lock(mutex_);
    if (const auto found = tenants_.find(name); found != tenants_.end()) {
        return {found->second, {}};
    }
    const tenant_id id = tenant_names_.empty() ? 1 : tenant_names_.rbegin()->first + 1;
    write_set changes(in_);
    changes.put(family::meta, meta_tenant_key(id), name);
    if (auto written = in_.write(changes); !written) {
        return {std::nullopt, std::move(written.error)};
    }
    tenants_.emplace(std::string(name), id);
    tenant_names_.emplace(id, std::string(name));
    return {id, {}};
}

result<source_id> names::source(tenant_id tenant, std::string_view name)
{
    const std::pair key(tenant, std::string(name));
    {
        const std::shared_lock lock(mutex_);
        if (const auto found = sources_.find(key); found != sources_.end()) {
            return {found->second, {}};
        }
    }
    const std::unique_lock lock(mutex_);
    if (const auto found = sources_.find(key); found != sources_.end()) {
        return {found->second, {}};
    }
    source_state state;
    state.id = newest_source_ + 1;
    state.tenant = tenant;
    state.name = key.second;
    write_set changes(in_);
    put_source(changes, state);
    if (auto written = in_.write(changes); !written) {
        return {std::nullopt, std::move(written.error)};
    }
    newest_source_ = state.id;
    sources_.emplace(key, state.id);
    return {state.id, {}};
}

std::optional<tenant_id> names::known_tenant(std::string_view name) const
{
    const std::shared_lock lock(mutex_);
    const auto found = tenants_.find(name);
    return found == tenants_.end() ? std::nullopt : std::optional(found->second);
}

std::string names::tenant_name(tenant_id id) const
{
    const std::shared_lock lock(mutex_);
    const auto found = tenant_names_.find(id);
    return found == tenant_names_.end() ? std::string() : found->second;
}

std::vector<tenant_id> names::tenants() const
{
    const std::shared_lock lock(mutex_);
    std::vector<tenant_id> ids;
    ids.reserve(tenant_names_.size());
    for (const auto& [id, name] : tenant_names_) {
        ids.push_back(id);
    }
    return ids;
}

std::vector<source_state> names::sources() const
{
    std::vector<source_state> found;
    row_iterator row(in_, family::meta, range_of_prefix(std::string(meta_sources)), walk::near);
    for (row.to_first(); row.valid(); row.next()) {
        auto state = read_source_state(row.value());
        if (!state) {
            throw_damaged("source");
        }
        found.push_back(std::move(*state));
    }
    return found;
}

void put_source(write_set& changes, const source_state& value)
{
    std::string bytes;
    append_source_state(bytes, value);
    changes.put(family::meta, meta_source_key(value.id), bytes);
}

} // namespace chatqc::storage
