// Publishes daily reports by themselves: at a set time of the shop's clock for the day before, again once a
// provisional one has settled, and restated when the figures of a final one have changed. What was published
// is kept in the store's notes, so that a restart says nothing twice. No clock and no thread of its own:
// `run` is told the time and may be slow.
#pragma once

#include "app/report_store_source.h"
#include "app/report_text.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace chatqc::app {

struct report_publisher_options {
    std::string folder;                   // DATA/reports; reports go to folder/DATE/TENANT
    std::chrono::minutes at{7 * 60 + 30}; // local time of the default calendar's zone, on the next day
    report_language language = report_language::zh;
    std::int32_t days_back = 7; // so many days are caught up and restated; more: more work an hour
    milliseconds recheck_provisional{60'000};
    milliseconds recheck_final{60 * 60'000};
};

struct published_report {
    std::string tenant;
    std::int32_t day = 0;
    std::uint32_t revision = 0;
    bool is_final = false;
    std::string folder;
    std::string problem; // not empty: nothing was published
};

class report_publisher {
public:
    using rules_supplier = std::function<report_rules()>;
    // Nothing: the store is all there is.
    using engine_supplier = std::function<std::optional<engine_view>(storage::tenant_id)>;

    report_publisher(
        storage::store& stored, report_publisher_options how, rules_supplier rules, engine_supplier engine
    );

    // Publishes what is due at this wall time; the first time for a tenant also yesterday, before its hour
    // (history that was just taken in); tells of what it wrote or could not write. One call at a time.
    std::vector<published_report> run(time_point wall);
    // One report now, due or not (a demo's history). Written only if it differs from what was published.
    std::optional<published_report> publish(storage::tenant_id tenant, std::int32_t day);

    // What is said to be published, for the page; nothing if it never was.
    std::optional<published_report> published(storage::tenant_id tenant, std::int32_t day);

private:
    struct note;
    [[nodiscard]] bool
    is_due(storage::tenant_id tenant, std::int32_t day, std::int32_t newest, time_point wall);
    [[nodiscard]] bool has_published(storage::tenant_id tenant, std::int32_t from, std::int32_t to);
    [[nodiscard]] bool has_sessions(storage::tenant_id tenant, std::int32_t from, std::int32_t to);
    [[nodiscard]] std::optional<note> read_note(const std::string& tenant, std::int32_t day);
    [[nodiscard]] std::string folder_of(const std::string& tenant, std::int32_t day) const;

    storage::store& stored_;
    report_publisher_options how_;
    rules_supplier rules_;
    engine_supplier engine_;
    std::map<std::pair<storage::tenant_id, std::int32_t>, time_point> checked_; // at this wall time
};

} // namespace chatqc::app
