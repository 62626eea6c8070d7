// Scores of SPEC §7: from one session's verdicts to points per agent, with every step kept so that a person
// can check it. Integers only. Which verdicts exist is engine/detect's; means over many sessions are made
// with mean_of here and put together by the reports.
#pragma once

#include "engine/segment.h"
#include "rules/rule_set.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace chatqc::engine {

// Hundredths of a point: 9250 is 92.50.
using hundredths = std::int64_t;

// numerator / denominator, halves away from zero. denominator > 0; |numerator| below 2^62.
std::int64_t divide_rounded(std::int64_t numerator, std::int64_t denominator);

// Why a verdict counted as it did. Names are stable: JSON and CSV carry them.
enum class charge : std::uint8_t {
    counted,     // with all its points
    capped,      // partly or not at all: the rule's cap was reached
    once,        // 0: the rule had counted in this session before
    shared,      // 0: another rule charged the same wait more, or first
    pointless,   // its rule carries no points
    shadow,      // a rule on trial
    provisional, // not decided yet
    retracted,
    review_pending, // no points until a person confirms
    dismissed,      // by a person
    withdrawn,      // with its rule's version
};

std::string_view name_of(charge value);

struct deduction {
    verdict_id id{};
    std::string rule;
    rules::category category = rules::category::standards;
    rules::level level = rules::level::minor;
    std::int32_t nominal = 0; // points of the verdict; a positive one is a bonus (加分)
    std::int32_t counted = 0; // what entered the category's sum
    charge why = charge::counted;
    std::optional<verdict_id> instead; // for `shared`: the verdict that was charged
    time_point decided_at{};
};

struct category_score {
    rules::category category = rules::category::standards;
    std::int32_t points = 0; // Σ counted
    std::int32_t score = 0;  // clamp(100 + points, 0, 100)
    std::uint32_t weight = 0;
};

enum class critical_scope : std::uint8_t { session, day, month };

std::string_view name_of(critical_scope value);

struct critical_hit {
    verdict_id id{};
    std::string rule;
    critical_scope scope = critical_scope::session;
};

struct session_score {
    std::string agent;
    std::vector<category_score> categories;    // those that apply, by category
    std::vector<deduction> deductions;         // every verdict charged to the agent, by (decided_at, id)
    std::vector<critical_hit> critical;        // counted ones
    std::optional<hundredths> before_critical; // Σ weight × score ÷ Σ weight; nothing if no rule applied
    std::optional<hundredths> score;           // the same, or 0 with a critical hit
};

using review_decisions = std::map<verdict_id, review_decision>; // the latest of each verdict

[[nodiscard]] std::optional<review_decision>
decision_on(const verdict_id& verdict, const review_decisions& decisions);

// One entry for each agent who sent a message in the session or was charged in it (a live, final verdict), by
// agent. `verdicts` are the session's, in any order; those of other sessions and those charged to the shop
// are left out. A rule that `rules` does not know is charged by what its verdict says, once. What was
// dismissed or withdrawn does not count; review-required verdicts count once they are confirmed.
std::vector<session_score> score_session(
    const rules::rule_set& rules,
    const session_summary& session,
    const std::vector<verdict>& verdicts,
    const review_decisions& decisions = {}
);

// Mean of rounded scores, in hundredths; nothing of nothing.
std::optional<hundredths> mean_of(const std::vector<hundredths>& scores);

} // namespace chatqc::engine
