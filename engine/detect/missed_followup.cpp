#include "engine/detect/missed_followup.h"

#include "engine/detect/content.h"
#include "engine/detect/substance.h"

#include <algorithm>
#include <utility>

namespace chatqc::engine {

namespace {

void forget(missed_followup_state& state)
{
    state.id.clear();
    state.deadline.reset();
}

} // namespace

void see_missed_followup(
    judgement& judge, rules::rule_index index, missed_followup_state& state, const moment& now
)
{
    const auto& one = judge.rule(index);
    const auto& detect = std::get<rules::missed_followup_detector>(one.detect);
    if (now.value.role == rules::role::customer) {
        forget(state);
        if (state.ordered || !judge.admits(one, now.value, role_bit(rules::role::customer)))
            return;
        judge.applied(one, judge.holder().str());
        state.id = now.value.id;
        state.ts = now.value.ts;
    } else if (is_agents_message(now.value) && !state.id.empty()) {
        if (!list_spans(judge, one, detect.list, now).empty())
            forget(state);
        else if (!state.deadline && is_substantive(now, detect.no_answer, 1))
            state.deadline = std::max(state.ts + detect.within, now.value.ts + detect.silent);
    }
}

void see_followup_event(missed_followup_state& state, const message& event)
{
    if (event.event != rules::event::order_placed && event.event != rules::event::order_paid)
        return;
    state.ordered = true;
    forget(state);
}

void fire_missed_followup(
    judgement& judge, rules::rule_index index, missed_followup_state& state, time_point at
)
{
    if (!state.deadline)
        return;
    receipt made;
    made.messages = {state.id};
    judge.fire(index, {state.id, state.ts}, judge.holder().str(), at, std::move(made));
    forget(state);
}

} // namespace chatqc::engine
