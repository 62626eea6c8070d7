// Numbers for the names of tenants and sources, given once and kept; and the sources' clocks.
#pragma once

#include "storage/database.h"

#include <map>
#include <shared_mutex>
#include <utility>

namespace chatqc::storage {

class names {
public:
    // Reads what is stored. Throws read_error.
    explicit names(database& in);

    // A new name is durable before its number is given.
    result<tenant_id> tenant(std::string_view name);
    result<source_id> source(tenant_id tenant, std::string_view name);

    // Nothing if the name is new.
    [[nodiscard]] std::optional<tenant_id> known_tenant(std::string_view name) const;
    // Empty if there is no such tenant.
    [[nodiscard]] std::string tenant_name(tenant_id id) const;
    [[nodiscard]] std::vector<tenant_id> tenants() const;

    [[nodiscard]] std::vector<source_state> sources() const;

private:
    database& in_;
    mutable std::shared_mutex mutex_;
    std::map<std::string, tenant_id, std::less<>> tenants_;
    std::map<tenant_id, std::string> tenant_names_;
    std::map<std::pair<tenant_id, std::string>, source_id, std::less<>> sources_;
    source_id newest_source_ = 0;
};

// Into the commit that holds the source's messages.
void put_source(write_set& changes, const source_state& value);

} // namespace chatqc::storage
