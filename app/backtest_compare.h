// What one thread of a backtest finds: judges dealt stretches by the draft, and counts what differs from what
// was decided.
#pragma once

#include "app/backtest_deal.h"

#include <span>

namespace chatqc::app {

class backtest_judge {
public:
    // All must outlive the judge; they are only read.
    backtest_judge(storage::store& stored, const backtest_request& wanted, const backtest_plan& plan);

    // Throws storage::read_error.
    void judge(const dealt_batch& batch);

    backtest_result take() { return std::move(result_); }

private:
    using verdicts = std::span<engine::verdict>;
    using segments = std::span<const engine::segment>;

    // Both sides of one stretch, cut to the days.
    struct sides {
        std::vector<const old_verdict*> before;
        std::vector<const engine::verdict*> after;
        const engine::stretch* messages = nullptr;
    };

    void
    compare(const planned_stretch& planned, const engine::stretch& messages, verdicts made, segments ended);
    void score_before(const planned_session& session, std::span<const old_verdict> decided);
    // Takes the session's verdicts.
    void score_after(const engine::session_summary& session, verdicts made);
    void count(const sides& both);
    void count_review(const engine::verdict_id& of, std::uint64_t& confirmed, std::uint64_t& dismissed) const;
    change_counts& counts_of(const std::string& rule, const std::string& agent);
    void show(change_kind what, const engine::verdict& about, const engine::stretch& messages);
    void show_gone(const old_verdict& gone, const engine::stretch& messages);
    [[nodiscard]] bool is_shown(const std::string& rule, change_kind what, const change_example& next) const;

    storage::store& stored_;
    const backtest_request& wanted_;
    const backtest_plan& plan_;
    engine::unit_log units_;
    engine::rerun run_;
    backtest_result result_;
};

} // namespace chatqc::app
