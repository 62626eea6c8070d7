#include "engine/detect/aggregate.h"

#include "engine/detect/condition.h"

namespace chatqc::engine {

namespace {

const rules::aggregate_detector& settings(const judgement& judge, rules::rule_index index)
{
    return std::get<rules::aggregate_detector>(judge.rule(index).detect);
}

bool hit_now(const expression_state& seen, std::size_t condition)
{
    const auto& hits = seen.conditions[condition].hits;
    return !hits.empty() && hits.back().order == seen.order;
}

} // namespace

void see_counted(judgement& judge, rules::rule_index index, aggregate_state& state, const moment& now)
{
    const auto& one = judge.rule(index);
    const auto& detect = settings(judge, index);
    if (!see_message(judge, one, detect.counted, state.seen, now))
        return;
    const auto charged = charged_for(now.value, judge.holder());
    if (!judge.admits(one, now.value.ts) || !judge.admits(one, charged))
        return;
    judge.applied(one, charged);
    state.of += hit_now(state.seen, 0) ? 1u : 0u;
    state.to += detect.is_ratio() && hit_now(state.seen, 1) ? 1u : 0u;
}

void end_aggregate(judgement& judge, rules::rule_index index, aggregate_state& state, time_point at)
{
    const auto& detect = settings(judge, index);
    if (detect.is_ratio() && state.to == 0)
        return; // there is nothing to compare with
    const std::uint64_t is = detect.is_ratio() ? std::uint64_t{100} * state.of : state.of;
    const std::uint64_t unit = detect.is_ratio() ? state.to : 1;
    if (detect.over ? is <= *detect.over * unit : is >= *detect.under * unit)
        return;
    const auto& session = judge.session();
    receipt made;
    made.messages.push_back(session.id);
    made.count = state.of;
    const auto& charged = session.opener.empty() ? judge.holder() : session.opener;
    judge.fire(index, {session.id, session.started}, charged.str(), at, std::move(made));
}

} // namespace chatqc::engine
