#include "engine/detect/nudge_burst.h"

#include "engine/detect/content.h"

namespace chatqc::engine {

void see_nudge(judgement& judge, rules::rule_index index, nudge_state& state, const moment& now)
{
    if (now.value.role == rules::role::customer) {
        state = {};
        return;
    }
    const auto& one = judge.rule(index);
    const auto& detect = std::get<rules::nudge_burst_detector>(one.detect);
    if (!judge.admits(one, now.value, people))
        return;
    judge.applied(one, now.value.sender);
    auto spans = list_spans(judge, one, detect.list, now);
    if (spans.empty())
        return;
    if (!state.run.empty() && now.value.ts - state.run.back().ts > detect.within)
        state = {};
    state.run.push_back({std::string{now.value.id}, now.value.ts, std::move(spans)});
    if (state.run.size() > detect.count)
        state.run.erase(state.run.begin());
    const bool burst =
        state.run.size() == detect.count && now.value.ts - state.run.front().ts <= detect.within;
    if (!burst || state.fired)
        return;
    state.fired = true;
    receipt made;
    made.count = detect.count;
    for (const auto& nudge : state.run) {
        made.messages.push_back(nudge.id);
        made.evasion = made.evasion || are_disguised(nudge.spans);
        made.spans.insert(made.spans.end(), nudge.spans.begin(), nudge.spans.end());
    }
    judge.fire(
        index,
        {now.value.id, now.value.ts},
        charged_for(now.value, judge.holder()),
        now.value.ts,
        std::move(made)
    );
}

} // namespace chatqc::engine
