// Where a daily report reads from: a store, or lists in memory (replay, tests). Reading only; what the
// figures mean is app/report_build's.
#pragma once

#include "app/report.h"
#include "engine/time/zone.h"
#include "storage/store.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::app {

// The rule sets that judged what is reported, and the zones their calendars need.
struct report_rules {
    std::vector<std::shared_ptr<const rules::rule_set>> sets; // by activation; at least one
    std::shared_ptr<const engine::zone_tables> zones;

    [[nodiscard]] const rules::rule_set& newest() const { return *sets.back(); }

    // The set with this hash; the newest if it is not there.
    [[nodiscard]] const rules::rule_set& of(std::string_view hash) const;
    // The rule in the version with this hash; null if none of the sets has it.
    [[nodiscard]] const rules::rule* version(std::string_view rule_hash) const;
};

// What the engine knows of sessions that have no summary yet.
struct open_sessions {
    bool known = false; // offline nobody knows
    std::optional<time_point> oldest_start;
};

class report_source {
public:
    using session_visitor =
        std::function<bool(const engine::session_summary&, std::string_view conversation)>;

    virtual ~report_source() = default;
    virtual std::string tenant() const = 0;
    // Summaries of the sessions that started on shop-days [from, to], each once, in any order.
    virtual storage::result<bool>
    scan_sessions(std::int32_t from, std::int32_t to, const session_visitor& visit) = 0;
    // Verdicts of a conversation, every status.
    virtual std::vector<engine::verdict> verdicts_of(std::string_view conversation) = 0;
    // What people decided on them.
    virtual engine::review_decisions decisions_of(std::string_view conversation) = 0;
    // Clocks of the tenant's sources.
    virtual std::vector<storage::source_state> sources() = 0;
    virtual open_sessions open() = 0;
    // Messages that came too late to be judged, with ts in [from, to).
    virtual storage::result<std::vector<too_late_message>> too_late(time_point from, time_point to) = 0;
};

// Lists in memory.
class memory_report_source : public report_source {
public:
    struct session {
        std::string conversation;
        engine::session_summary summary;
    };

    std::string name = "default";
    std::vector<session> sessions;
    std::vector<engine::verdict> verdicts;
    engine::review_decisions decisions;
    std::vector<storage::source_state> clocks;
    open_sessions still_open{true, {}};
    std::vector<too_late_message> late;

    std::string tenant() const override { return name; }

    storage::result<bool>
    scan_sessions(std::int32_t from, std::int32_t to, const session_visitor& visit) override;
    std::vector<engine::verdict> verdicts_of(std::string_view conversation) override;

    engine::review_decisions decisions_of(std::string_view) override { return decisions; }

    std::vector<storage::source_state> sources() override { return clocks; }

    open_sessions open() override { return still_open; }

    storage::result<std::vector<too_late_message>> too_late(time_point from, time_point to) override;
};

} // namespace chatqc::app
