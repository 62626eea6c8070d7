#include "engine/score/score.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace chatqc::engine {

namespace {

// What a rule says about its points; of an unknown rule, the careful default.
struct charging {
    rules::count_as count = rules::count_as::once;
    std::optional<std::int32_t> cap;
    std::string_view shared;
    critical_scope scope = critical_scope::session;
};

charging charging_of(const rules::rule_set& rules, const verdict& of)
{
    auto found = std::lower_bound(
        rules.rules.begin(),
        rules.rules.end(),
        of.rule,
        [](const rules::rule& entry, std::string_view name) { return entry.id < name; }
    );
    charging result;
    if (found == rules.rules.end() || found->id != of.rule) {
        return result;
    }
    // Of the forms of a rule the one that decided.
    for (auto form = found; form != rules.rules.end() && form->id == of.rule; ++form) {
        found = form->hash == of.rule_hash ? form : found;
    }
    result.count = found->count;
    result.cap = found->cap;
    result.shared = found->charge_once;
    if (found->critical_scope == "day") {
        result.scope = critical_scope::day;
    } else if (found->critical_scope == "month") {
        result.scope = critical_scope::month;
    }
    return result;
}

// A verdict on its way to a deduction.
struct entry {
    const verdict* from = nullptr;
    charging how;
    deduction line;
};

charge standing_of(const verdict& value, std::optional<review_decision> decided)
{
    if (value.mode != rules::mode::live) {
        return charge::shadow;
    }
    if (value.status != verdict_status::final_) {
        return value.status == verdict_status::retracted ? charge::retracted : charge::provisional;
    }
    if (voids(decided)) {
        return decided == review_decision::dismissed ? charge::dismissed : charge::withdrawn;
    }
    if (value.review_required && !decided) {
        return charge::review_pending;
    }
    return value.points == 0 ? charge::pointless : charge::counted;
}

// One wait, one charge: of the rules that share a charge only the costliest of a round keeps its points; of
// equals the first.
void settle_shared(std::vector<entry>& entries)
{
    std::map<std::pair<std::string_view, std::string_view>, entry*> costliest; // by (charge, round)
    for (entry& each : entries) {
        if (each.line.why != charge::counted || each.how.shared.empty() || !each.from->receipt.wait) {
            continue;
        }
        entry*& best = costliest[{each.how.shared, each.from->receipt.wait->round}];
        if (best == nullptr || each.line.nominal < best->line.nominal) {
            best = &each;
        }
    }
    for (entry& each : entries) {
        if (each.line.why != charge::counted || each.how.shared.empty() || !each.from->receipt.wait) {
            continue;
        }
        const entry* best = costliest[{each.how.shared, each.from->receipt.wait->round}];
        if (best != &each) {
            each.line.why = charge::shared;
            each.line.instead = best->line.id;
        }
    }
}

// The part of `points` that a rule's cap still lets through after `before`; both have the cap's sign.
std::int32_t within_cap(std::int32_t points, std::int32_t before, std::int32_t cap)
{
    if (cap < 0) {
        return std::min(0, std::max(points, cap - before));
    }
    return std::max(0, std::min(points, cap - before));
}

void count_points(std::vector<entry>& entries)
{
    std::map<std::string_view, std::int32_t> so_far; // by rule
    for (entry& each : entries) {
        if (each.line.why != charge::counted) {
            continue;
        }
        const auto [sum, is_first] = so_far.try_emplace(each.line.rule, 0);
        if (each.how.count == rules::count_as::once && !is_first) {
            each.line.why = charge::once;
            continue;
        }
        each.line.counted = each.line.nominal;
        if (each.how.count == rules::count_as::per_hit && each.how.cap) {
            each.line.counted = within_cap(each.line.nominal, sum->second, *each.how.cap);
        }
        if (each.line.counted != each.line.nominal) {
            each.line.why = charge::capped;
        }
        sum->second += each.line.counted;
    }
}

bool is_decided(const verdict& value)
{
    return value.mode == rules::mode::live && value.status == verdict_status::final_;
}

bool is_void(const deduction& line)
{
    return line.why == charge::dismissed || line.why == charge::withdrawn;
}

void add_critical(session_score& result, const std::vector<entry>& entries)
{
    for (const entry& each : entries) {
        if (each.from->level == rules::level::critical && is_decided(*each.from) &&
            each.line.why != charge::review_pending && !is_void(each.line)) {
            result.critical.push_back({each.from->id, each.from->rule, each.how.scope});
        }
    }
}

// `applied`: bit per category with a rule that was tested on the agent; a decided verdict is such a test too.
void add_categories(session_score& result, const rules::rule_set& rules, unsigned applied)
{
    std::array<std::int32_t, rules::category_count> points{};
    for (const deduction& line : result.deductions) {
        points[static_cast<std::size_t>(line.category)] += line.counted;
    }
    std::int64_t weighted = 0;
    std::int64_t weights = 0;
    for (std::size_t index = 0; index < rules::category_count; ++index) {
        if ((applied >> index & 1u) == 0) {
            continue;
        }
        const std::int32_t score = std::clamp(100 + points[index], 0, 100);
        const std::uint32_t weight = rules.weights[index];
        result.categories.push_back({static_cast<rules::category>(index), points[index], score, weight});
        weighted += std::int64_t{weight} * score;
        weights += weight;
    }
    if (weights > 0) {
        result.before_critical = divide_rounded(weighted * 100, weights);
        result.score = result.critical.empty() ? result.before_critical : hundredths{0};
    }
}

session_score
score_agent(const rules::rule_set& rules, std::string agent, unsigned applied, std::vector<entry> entries)
{
    std::sort(entries.begin(), entries.end(), [](const entry& left, const entry& right) {
        return std::pair(left.line.decided_at, left.line.id) <
               std::pair(right.line.decided_at, right.line.id);
    });
    settle_shared(entries);
    count_points(entries);
    session_score result;
    result.agent = std::move(agent);
    add_critical(result, entries);
    for (entry& each : entries) {
        if (is_decided(*each.from) && !is_void(each.line)) {
            applied |= 1u << static_cast<unsigned>(each.from->category);
        }
        result.deductions.push_back(std::move(each.line));
    }
    add_categories(result, rules, applied);
    return result;
}

} // namespace

std::int64_t divide_rounded(std::int64_t numerator, std::int64_t denominator)
{
    const std::int64_t size = numerator < 0 ? -numerator : numerator;
    const std::int64_t rest = size % denominator;
    const std::int64_t rounded = size / denominator + (rest >= denominator - rest ? 1 : 0);
    return numerator < 0 ? -rounded : rounded;
}

std::optional<review_decision> decision_on(const verdict_id& verdict, const review_decisions& decisions)
{
    const auto found = decisions.find(verdict);
    return found == decisions.end() ? std::nullopt : std::optional{found->second};
}

std::string_view name_of(charge value)
{
    static constexpr std::array<std::string_view, 11> names{
        "counted",
        "capped",
        "once",
        "shared",
        "pointless",
        "shadow",
        "provisional",
        "retracted",
        "review_pending",
        "dismissed",
        "withdrawn"};
    return names[static_cast<std::size_t>(value)];
}

std::string_view name_of(critical_scope value)
{
    static constexpr std::array<std::string_view, 3> names{"session", "day", "month"};
    return names[static_cast<std::size_t>(value)];
}

std::vector<session_score> score_session(
    const rules::rule_set& rules,
    const session_summary& session,
    const std::vector<verdict>& verdicts,
    const review_decisions& decisions
)
{
    struct of_agent {
        bool has_score = false;
        unsigned applied = 0;
        std::vector<entry> entries;
    };

    std::map<std::string, of_agent> agents;
    for (const agent_summary& each : session.agents) {
        agents[each.agent] = {each.messages > 0, each.categories, {}};
    }
    for (const verdict& each : verdicts) {
        if (each.agent.empty() || each.session != session.session) {
            continue;
        }
        const auto decided = decision_on(each.id, decisions);
        entry made{&each, charging_of(rules, each), {}};
        made.line = {
            each.id,
            each.rule,
            each.category,
            each.level,
            each.points,
            0,
            standing_of(each, decided),
            {},
            each.decided_at};
        of_agent& whose = agents[each.agent];
        whose.has_score = whose.has_score || (is_decided(each) && !voids(decided));
        whose.entries.push_back(std::move(made));
    }
    std::vector<session_score> result;
    for (auto& [name, whose] : agents) {
        if (whose.has_score) {
            result.push_back(score_agent(rules, name, whose.applied, std::move(whose.entries)));
        }
    }
    return result;
}

std::optional<hundredths> mean_of(const std::vector<hundredths>& scores)
{
    if (scores.empty()) {
        return std::nullopt;
    }
    std::int64_t sum = 0;
    for (const hundredths each : scores) {
        sum += each;
    }
    return divide_rounded(sum, static_cast<std::int64_t>(scores.size()));
}

} // namespace chatqc::engine
