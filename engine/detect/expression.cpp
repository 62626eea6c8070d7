#include "engine/detect/expression.h"

#include "engine/detect/alternative.h"
#include "engine/detect/condition.h"

#include <algorithm>

namespace chatqc::engine {

namespace {

const rules::expression_detector& settings(const judgement& judge, rules::rule_index index)
{
    return std::get<rules::expression_detector>(judge.rule(index).detect);
}

receipt receipt_of(const std::vector<const condition_state::hit*>& hits)
{
    receipt made;
    for (const auto* each : hits) {
        if (made.messages.empty() || made.messages.back() != each->id)
            made.messages.push_back(each->id);
        for (const auto& one : each->spans)
            if (std::find(made.spans.begin(), made.spans.end(), one) == made.spans.end())
                made.spans.push_back(one);
    }
    return made;
}

bool needs(const rules::expression_detector& detect, std::uint32_t condition)
{
    return std::any_of(detect.alternatives.begin(), detect.alternatives.end(), [&](const auto& one) {
        return std::find(one.needed.begin(), one.needed.end(), condition) != one.needed.end();
    });
}

bool is_disguised(const condition_state::hit* one)
{
    return one->disguised;
}

// Whether it does not hold by what stands there undisguised. What must not be there is seen in any disguise.
bool rests_on_disguise(
    const rules::expression_detector& detect,
    const expression_state& state,
    std::uint32_t anchor,
    const sight& from
)
{
    return std::none_of(
        detect.alternatives.begin(),
        detect.alternatives.end(),
        [&](const rules::alternative& each) {
            auto plain = state;
            for (const auto condition : each.needed)
                std::erase_if(plain.conditions[condition].hits, [](const condition_state::hit& one) {
                    return one.disguised;
                });
            return alternative_view{detect, each, plain, from}.at(anchor) == holding::yes;
        }
    );
}

// What an expression comes to with one anchor; the receipt if it holds.
struct outcome {
    holding holds = holding::no;
    receipt made;
};

outcome decide(
    const rules::expression_detector& detect, expression_state& state, std::uint32_t anchor, const sight& from
)
{
    outcome best;
    std::optional<time_point> deadline;
    for (const auto& each : detect.alternatives) {
        alternative_view view{detect, each, state, from};
        const auto holds = view.at(anchor);
        if (holds == holding::yes) {
            const auto hits = view.hits();
            auto made = receipt_of(hits);
            made.evasion = std::any_of(hits.begin(), hits.end(), is_disguised) &&
                           rests_on_disguise(detect, state, anchor, from);
            return {holds, std::move(made)};
        }
        best.holds = std::max(best.holds, holds);
        if (holds == holding::open && view.deadline())
            deadline = std::min(deadline.value_or(*view.deadline()), *view.deadline());
    }
    if (deadline)
        state.deadline = std::min(state.deadline.value_or(*deadline), *deadline);
    return best;
}

// What a sequence has used up is forgotten: its hits, all of them by the last one or by something that did
// not come, which leaves the message at hand for the next.
void forget(expression_state& state, bool keeps_last)
{
    state.undecided.clear();
    state.deadline.reset();
    for (auto& each : state.conditions)
        std::erase_if(each.hits, [&](const condition_state::hit& one) {
            return !keeps_last || one.order < state.order;
        });
}

bool fire(
    judgement& judge,
    rules::rule_index index,
    const expression_state::anchor& at,
    time_point decided_at,
    receipt made
)
{
    const auto charged = at.sender.empty() ? judge.holder().str() : at.sender;
    if (!judge.admits(judge.rule(index), charged))
        return false;
    judge.fire(index, {at.id, at.ts}, charged, decided_at, std::move(made));
    return true;
}

// Decides one anchor. False if it stays open.
bool settle(
    judgement& judge,
    rules::rule_index index,
    expression_state& state,
    const expression_state::anchor& anchor,
    const sight& from,
    bool& fired
)
{
    auto found = decide(settings(judge, index), state, anchor.order, from);
    if (found.holds == holding::yes)
        fired = fire(judge, index, anchor, from.now, std::move(found.made));
    return found.holds != holding::open;
}

void settle_undecided(judgement& judge, rules::rule_index index, expression_state& state, const sight& from)
{
    state.deadline.reset();
    auto waiting = std::move(state.undecided);
    state.undecided.clear();
    for (auto& each : waiting) {
        bool fired = false;
        if (!settle(judge, index, state, each, from, fired))
            state.undecided.push_back(std::move(each));
        if (fired && settings(judge, index).is_sequence)
            return forget(state, !from.is_timer);
    }
}

bool has_hit(const rules::expression_detector& detect, const expression_state& state)
{
    for (std::uint32_t each = 0; each < detect.conditions.size(); ++each) {
        const auto& hits = state.conditions[each].hits;
        if (!hits.empty() && hits.back().order == state.order && needs(detect, each))
            return true;
    }
    return false;
}

void apply(
    judgement& judge, const rules::rule& one, const rules::expression_detector& detect, const message& value
)
{
    const auto charged = charged_for(value, judge.holder());
    for (std::uint32_t each = 0; each < detect.conditions.size(); ++each)
        if (looks_at(detect.conditions[each], value) && needs(detect, each) && judge.admits(one, charged))
            return judge.applied(one, charged);
}

} // namespace

std::optional<receipt> detect_expression(
    const judgement& judge,
    const rules::rule& one,
    const rules::expression_detector& detect,
    const moment& now
)
{
    const auto may_hold = [&](const rules::alternative& each) {
        return std::all_of(each.needed.begin(), each.needed.end(), [&](std::uint32_t condition) {
            return may_hit(detect.conditions[condition], now);
        });
    };
    if (std::none_of(detect.alternatives.begin(), detect.alternatives.end(), may_hold))
        return std::nullopt;
    expression_state state;
    see_message(judge, one, detect, state, now);
    auto found = decide(detect, state, state.order, {now.value.ts, false, false});
    return found.holds == holding::yes ? std::optional(std::move(found.made)) : std::nullopt;
}

void see_expression(judgement& judge, rules::rule_index index, expression_state& state, const moment& now)
{
    const auto& one = judge.rule(index);
    const auto& detect = settings(judge, index);
    if (!see_message(judge, one, detect, state, now))
        return;
    const sight from{now.value.ts, false, false};
    settle_undecided(judge, index, state, from);
    if (!judge.admits(one, now.value.ts))
        return;
    apply(judge, one, detect, now.value);
    if (!has_hit(detect, state))
        return;
    expression_state::anchor anchor{state.order, std::string{now.value.id}, now.value.ts, {}};
    if (is_agents_message(now.value))
        anchor.sender = now.value.sender;
    bool fired = false;
    if (!settle(judge, index, state, anchor, from, fired)) {
        if (state.undecided.size() == undecided_anchors_max)
            state.undecided.erase(state.undecided.begin());
        state.undecided.push_back(std::move(anchor));
    }
    if (fired && detect.is_sequence)
        forget(state, false);
}

void fire_expression(judgement& judge, rules::rule_index index, expression_state& state, time_point at)
{
    settle_undecided(judge, index, state, {at, true, false});
}

void end_expression(judgement& judge, rules::rule_index index, expression_state& state, time_point at)
{
    settle_undecided(judge, index, state, {at, true, true});
}

} // namespace chatqc::engine
