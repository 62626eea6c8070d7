// A daily report's source over the store. Reads only; a store opened read-only is enough.
#pragma once

#include "app/report_source.h"

namespace chatqc::app {

// What a running engine knows better than the store, which learns of a source's clock only with its next
// commit.
struct engine_view {
    std::vector<storage::source_state> sources; // of every tenant
    open_sessions open;                         // of the tenant asked for
};

class store_report_source final : public report_source {
public:
    // The store must outlive the source.
    store_report_source(storage::store& stored, storage::tenant_id tenant);

    void use(engine_view view) { view_ = std::move(view); }

    std::string tenant() const override { return name_; }

    storage::result<bool>
    scan_sessions(std::int32_t from, std::int32_t to, const session_visitor& visit) override;
    std::vector<engine::verdict> verdicts_of(std::string_view conversation) override;
    engine::review_decisions decisions_of(std::string_view conversation) override;
    std::vector<storage::source_state> sources() override;
    open_sessions open() override;
    // Reads the journal from about a day after `from` on: nothing that came too late can have arrived
    // earlier.
    storage::result<std::vector<too_late_message>> too_late(time_point from, time_point to) override;

private:
    storage::store& stored_;
    storage::tenant_id tenant_;
    std::string name_;
    std::optional<engine_view> view_;
};

// The tenants that ever had a source, ascending.
std::vector<storage::tenant_id> tenants_of(storage::store& stored);
// By name, without making it known.
std::optional<storage::tenant_id> find_tenant(storage::store& stored, std::string_view name);

} // namespace chatqc::app
