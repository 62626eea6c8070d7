#include "app/backtest_compare.h"

#include "app/backtest_excerpt.h"

#include <algorithm>

namespace chatqc::app {

namespace {

engine::unit_log only(const std::shared_ptr<const engine::unit>& unit)
{
    engine::unit_log log;
    log.activate(engine::time_point::min(), unit);
    return log;
}

void add(score_sum& to, engine::hundredths score)
{
    to.sum += score;
    ++to.n;
}

// Ten thousand, if some rule was tested on the agent: nothing was found.
bool has_clean_score(const rules::rule_set& rules, bool wrote, unsigned categories)
{
    std::uint32_t weights = 0;
    for (std::size_t at = 0; at < rules::category_count; ++at)
        weights += (categories >> at & 1u) != 0 ? rules.weights[at] : 0;
    return wrote && weights > 0;
}

constexpr engine::hundredths clean_score = 10'000;

struct by_conversation {
    bool operator()(const engine::verdict& a, std::string_view b) const { return a.conversation < b; }

    bool operator()(std::string_view a, const engine::verdict& b) const { return a < b.conversation; }
};

} // namespace

backtest_judge::backtest_judge(
    storage::store& stored, const backtest_request& wanted, const backtest_plan& plan
)
    : stored_(stored), wanted_(wanted), plan_(plan), units_(only(wanted.draft)), run_(units_)
{
    run_.name_tenant(plan.tenant, plan.tenant_name);
}

void backtest_judge::judge(const dealt_batch& batch)
{
    auto made = run_.judge(batch.messages);
    // Segments of one conversation lie together.
    boost::unordered_flat_map<std::string_view, std::pair<std::size_t, std::size_t>> ended;
    for (std::size_t at = 0; at < made.segments.size(); ++at) {
        const auto [entry, is_new] = ended.try_emplace(made.segments[at].conversation, std::pair{at, at + 1});
        entry->second.second = at + 1;
    }
    std::vector<verdicts> found; // before any is taken: they are sorted
    for (const auto& messages : batch.messages) {
        const auto [from, to] = std::equal_range(
            made.verdicts.begin(),
            made.verdicts.end(),
            std::string_view{messages.conversation},
            by_conversation{}
        );
        found.emplace_back(from, to);
    }
    for (const auto number : batch.numbers)
        __builtin_prefetch(plan_.sessions.data() + plan_.stretches[number].first_session);
    for (std::size_t at = 0; at < batch.numbers.size(); ++at) {
        const auto& messages = batch.messages[at];
        const auto range = ended[messages.conversation];
        compare(
            plan_.stretches[batch.numbers[at]],
            messages,
            found[at],
            segments{made.segments}.subspan(range.first, range.second - range.first)
        );
    }
}

void backtest_judge::compare(
    const planned_stretch& planned, const engine::stretch& messages, verdicts made, segments ended
)
{
    sides both;
    both.messages = &messages;
    std::vector<std::uint64_t> left_out;
    for (std::uint32_t at = 0; at < planned.sessions; ++at) {
        const auto& session = plan_.sessions[planned.first_session + at];
        if (session.undecided)
            left_out.push_back(session.key);
        if (session.undecided || !wanted_.days.has(session.day))
            continue;
        const auto decided = verdicts_of(plan_, session.key);
        for (const auto& one : decided)
            both.before.push_back(&one);
        ++result_.sessions_before;
        score_before(session, decided);
    }
    std::vector<const engine::session_summary*> sessions;
    for (const auto& segment : ended) {
        if (!segment.session || !wanted_.days.has(segment.session->day))
            continue;
        const auto key = session_key(planned.conversation, segment.session->session);
        if (std::find(left_out.begin(), left_out.end(), key) != left_out.end())
            continue;
        for (const auto& one : made) {
            if (one.session == segment.session->session)
                both.after.push_back(&one);
        }
        ++result_.sessions_after;
        sessions.push_back(&*segment.session);
    }
    result_.messages += planned.messages;
    if (!both.before.empty() || !both.after.empty())
        count(both);
    for (const auto* session : sessions)
        score_after(*session, made);
}

void backtest_judge::score_before(const planned_session& session, std::span<const old_verdict> decided)
{
    const auto& rules = *wanted_.judged_by.sets[session.rules];
    const std::span agents{plan_.session_agents.data() + session.first_agent, session.agents};
    if (decided.empty()) {
        for (const auto& agent : agents) {
            if (has_clean_score(rules, agent.wrote, agent.categories))
                add(result_.scores[plan_.agents.at(agent.name)].before, clean_score);
        }
        return;
    }
    engine::session_summary summary; // as much of it as a score looks at
    for (const auto& agent : agents)
        summary.agents.push_back({plan_.agents.at(agent.name), agent.wrote ? 1u : 0u, agent.categories, 0});
    std::vector<engine::verdict> found;
    for (const auto& one : decided) {
        auto& made = found.emplace_back();
        made.id = one.id;
        made.rule = plan_.rules.at(one.rule);
        made.agent = plan_.agents.at(one.agent);
        made.level = one.level;
        made.category = one.category;
        made.points = one.points;
        made.mode = one.mode;
        made.review_required = one.review_required;
        made.decided_at = one.decided_at;
        made.status = engine::verdict_status::final_;
        if (one.round != 0)
            made.receipt.wait.emplace().round = std::to_string(one.round);
    }
    for (const auto& score : engine::score_session(rules, summary, found, plan_.decisions)) {
        if (score.score)
            add(result_.scores[score.agent].before, *score.score);
    }
}

void backtest_judge::score_after(const engine::session_summary& session, verdicts made)
{
    const auto& rules = *wanted_.draft->rules;
    std::vector<engine::verdict> found;
    for (auto& one : made) {
        if (one.session == session.session)
            found.push_back(std::move(one));
    }
    if (found.empty()) {
        for (const auto& agent : session.agents) {
            if (has_clean_score(rules, agent.messages > 0, agent.categories))
                add(result_.scores[agent.agent].after, clean_score);
        }
        return;
    }
    for (const auto& score : engine::score_session(rules, session, found, plan_.decisions)) {
        if (score.score)
            add(result_.scores[score.agent].after, *score.score);
    }
}

change_counts& backtest_judge::counts_of(const std::string& rule, const std::string& agent)
{
    const auto found = result_.changes.find(std::pair<std::string_view, std::string_view>{rule, agent});
    return found != result_.changes.end() ? found->second : result_.changes[{rule, agent}];
}

void backtest_judge::count_review(
    const engine::verdict_id& of, std::uint64_t& confirmed, std::uint64_t& dismissed
) const
{
    // A withdrawal says that the rule was bad, and nothing of this verdict.
    const auto decided = engine::decision_on(of, plan_.decisions);
    confirmed += decided == engine::review_decision::confirmed ? 1u : 0u;
    dismissed += decided == engine::review_decision::dismissed ? 1u : 0u;
}

// Each change is told of the agent who is charged: an added one of the new, a gone one of the old, a changed
// one of the new.
void backtest_judge::count(const sides& both)
{
    for (const auto* was : both.before) {
        auto& counts = counts_of(plan_.rules.at(was->rule), plan_.agents.at(was->agent));
        ++counts.before;
        count_review(was->id, counts.confirmed_before, counts.dismissed_before);
        const bool stays = std::any_of(both.after.begin(), both.after.end(), [&](const auto* is) {
            return is->id == was->id;
        });
        if (stays)
            continue;
        ++counts.gone;
        show_gone(*was, *both.messages);
    }
    for (const auto* is : both.after) {
        auto& counts = counts_of(is->rule, is->agent);
        ++counts.after;
        count_review(is->id, counts.confirmed_after, counts.dismissed_after);
        const auto was = std::find_if(both.before.begin(), both.before.end(), [&](const auto* one) {
            return one->id == is->id;
        });
        if (was == both.before.end()) {
            ++counts.added;
            show(change_kind::added, *is, *both.messages);
        } else if ((*was)->content != engine::content_digest(*is)) {
            ++counts.changed;
            show(change_kind::changed, *is, *both.messages);
        }
    }
}

bool backtest_judge::is_shown(const std::string& rule, change_kind what, const change_example& next) const
{
    const auto so_far = result_.examples.find({rule, what});
    if (so_far == result_.examples.end() || so_far->second.size() < wanted_.examples)
        return wanted_.examples > 0;
    return is_earlier(next, so_far->second.back());
}

void backtest_judge::show(change_kind what, const engine::verdict& about, const engine::stretch& messages)
{
    change_example made{about.decided_at, about.id, about.agent, about.conversation, about.anchor, {}};
    if (!is_shown(about.rule, what, made))
        return;
    made.text = text_around_hit(about, messages.records);
    keep_earliest(result_.examples[{about.rule, what}], {std::move(made)}, wanted_.examples);
}

void backtest_judge::show_gone(const old_verdict& gone, const engine::stretch& messages)
{
    const auto& rule = plan_.rules.at(gone.rule);
    if (!is_shown(rule, change_kind::gone, {gone.decided_at, gone.id, {}, {}, {}, {}}))
        return;
    if (const auto whole = stored_.verdict(plan_.tenant_name, gone.id))
        show(change_kind::gone, *whole, messages);
}

} // namespace chatqc::app
