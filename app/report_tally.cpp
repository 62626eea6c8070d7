#include "app/report_tally.h"

#include <algorithm>
#include <utility>

namespace chatqc::app {

namespace {

constexpr const char* internal_profile = "internal";

std::optional<milliseconds> mean(std::int64_t sum_ms, std::uint64_t count)
{
    if (count == 0) {
        return std::nullopt;
    }
    return milliseconds{engine::divide_rounded(sum_ms, static_cast<std::int64_t>(count))};
}

} // namespace

std::uint64_t report_figures::violations_in_all() const
{
    std::uint64_t sum = 0;
    for (const std::uint64_t each : violations) {
        sum += each;
    }
    return sum;
}

std::vector<std::pair<std::string, std::uint64_t>> scene_figures::most_violated(std::size_t at_most) const
{
    std::vector<std::pair<std::string, std::uint64_t>> most(rules.begin(), rules.end());
    std::stable_sort(most.begin(), most.end(), [](const auto& left, const auto& right) {
        return left.second > right.second;
    });
    most.resize(std::min(most.size(), at_most));
    return most;
}

bool is_violation(const engine::verdict& verdict, std::optional<engine::review_decision> decided)
{
    return verdict.mode == rules::mode::live && verdict.status == engine::verdict_status::final_ &&
           !engine::voids(decided) && (verdict.points < 0 || verdict.level == rules::level::critical);
}

void report_tally::add_session(std::uint64_t customer_messages, std::uint64_t agent_messages)
{
    ++figures_.sessions;
    figures_.customer_messages += customer_messages;
    figures_.agent_messages += agent_messages;
}

void report_tally::add_round(const engine::round_record& round, const rules::clock_profile* profile)
{
    if (round.outcome == engine::round_outcome::voided) {
        return;
    }
    rounds& sums = rounds_[round.profile];
    response_figures& to = sums.figures;
    to.has_limit = to.has_limit || (profile != nullptr && profile->limit.has_value());
    const bool answered = round.outcome == engine::round_outcome::answered;
    ++(answered ? to.answered : to.unanswered);
    to.in_time += round.in_time ? 1 : 0;
    const bool counts_unanswered = profile != nullptr && profile->unanswered == rules::unanswered_as::capped;
    if (!answered && !counts_unanswered) {
        return;
    }
    ++to.timed;
    sums.sum_ms += round.duration.count();
    if (round.first) {
        ++to.first_timed;
        sums.first_sum_ms += round.duration.count();
    }
}

void report_tally::add_verdict(const engine::verdict& verdict, std::optional<engine::review_decision> decided)
{
    if (verdict.status == engine::verdict_status::retracted) {
        return;
    }
    rule_figures& rule = rules_[verdict.rule];
    if (verdict.mode != rules::mode::live) {
        ++rule.shadow;
        return;
    }
    if (verdict.status == engine::verdict_status::provisional) {
        ++rule.provisional;
        ++figures_.provisional;
        return;
    }
    if (engine::voids(decided)) {
        ++(decided == engine::review_decision::dismissed ? rule.dismissed : rule.withdrawn);
        return;
    }
    ++rule.hits;
    rule.review_pending += verdict.review_required && !decided ? 1u : 0u;
    if (is_violation(verdict, decided)) {
        ++figures_.violations[static_cast<std::size_t>(verdict.level)];
    } else {
        ++(verdict.points > 0 ? figures_.bonuses : figures_.notices);
    }
}

void report_tally::add_tags(
    const std::vector<std::string>& tags, const std::map<std::string, std::uint64_t>& violations
)
{
    for (const std::string& tag : tags) {
        scene_figures& scene = scenes_[tag];
        ++scene.sessions;
        scene.with_violations += violations.empty() ? 0u : 1u;
        for (const auto& [rule, count] : violations) {
            scene.violations += count;
            scene.rules[rule] += count;
        }
    }
}

void report_tally::add_score(const engine::session_score& arithmetic, std::optional<hundredths> score)
{
    for (const engine::deduction& line : arithmetic.deductions) {
        if (line.counted == 0) {
            continue;
        }
        rules_[line.rule].points += line.counted;
        if (line.counted < 0) {
            ++figures_.score.deductions;
            figures_.score.deducted -= line.counted;
        }
    }
    figures_.score.critical += arithmetic.critical.size();
    if (score) {
        add_clean(1, *score);
    }
}

void report_tally::add_clean(std::uint64_t count, hundredths score)
{
    figures_.score.scored += count;
    score_sum_ += static_cast<std::int64_t>(count) * score;
}

report_figures report_tally::finish()
{
    rounds_[internal_profile].figures.has_limit = true;
    for (auto& [name, sums] : rounds_) {
        sums.figures.profile = name;
        sums.figures.mean = mean(sums.sum_ms, sums.figures.timed);
        sums.figures.first_mean = mean(sums.first_sum_ms, sums.figures.first_timed);
        const bool is_internal = name == internal_profile;
        figures_.responses.insert(
            is_internal ? figures_.responses.begin() : figures_.responses.end(), sums.figures
        );
    }
    for (auto& [name, sums] : rules_) {
        sums.rule = name;
        figures_.rules.push_back(sums);
    }
    for (auto& [tag, scene] : scenes_) {
        scene.tag = tag;
        figures_.scenes.push_back(std::move(scene));
    }
    std::stable_sort(figures_.scenes.begin(), figures_.scenes.end(), [](const auto& left, const auto& right) {
        return left.sessions > right.sessions;
    });
    score_figures& score = figures_.score;
    if (score.scored > 0) {
        const auto count = static_cast<std::int64_t>(score.scored);
        score.mean = engine::divide_rounded(score_sum_, count);
        score.deducted_per_100 = engine::divide_rounded(score.deducted * 100 * 100, count);
    }
    return std::move(figures_);
}

} // namespace chatqc::app
