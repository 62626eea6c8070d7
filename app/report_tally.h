// Sums sessions, rounds, verdicts and scores into the figures of one line of a report. Sums only: whose line
// it is, and on which day, app/report_build knows.
#pragma once

#include "app/report.h"
#include "engine/segment.h"

#include <map>
#include <string>

namespace chatqc::app {

// Whether a verdict counts as a violation: live, final, neither dismissed nor withdrawn, and it costs points
// or is critical.
bool is_violation(const engine::verdict& verdict, std::optional<engine::review_decision> decided);

class report_tally {
public:
    // `customer_messages` is 0 in the line of an agent.
    void add_session(std::uint64_t customer_messages, std::uint64_t agent_messages);
    void add_round(const engine::round_record& round, const rules::clock_profile* profile);
    void add_verdict(const engine::verdict& verdict, std::optional<engine::review_decision> decided);
    // A session with tags, and its violations by rule.
    void
    add_tags(const std::vector<std::string>& tags, const std::map<std::string, std::uint64_t>& violations);
    // Points by rule and the deductions' count; `score` is what the session counts with, a critical day
    // considered.
    void add_score(const engine::session_score& arithmetic, std::optional<hundredths> score);
    // `count` sessions without any deduction, each with this score.
    void add_clean(std::uint64_t count, hundredths score);

    // The tally is used up.
    report_figures finish();

private:
    struct rounds {
        response_figures figures;
        std::int64_t sum_ms = 0;
        std::int64_t first_sum_ms = 0;
    };

    report_figures figures_;
    std::map<std::string, rounds> rounds_;
    std::map<std::string, rule_figures> rules_;
    std::map<std::string, scene_figures> scenes_;
    std::int64_t score_sum_ = 0;
};

} // namespace chatqc::app
