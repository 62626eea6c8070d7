#include "engine/detect/empty_nudge.h"

#include "engine/conversation/memory.h"
#include "engine/detect/content.h"
#include "engine/detect/substance.h"

#include <algorithm>
#include <utility>

namespace chatqc::engine {

void see_empty_nudge(judgement& judge, rules::rule_index index, empty_nudge_state& state, const moment& now)
{
    if (now.value.role == rules::role::customer)
        return end_empty_nudge(judge, index, state, now.value.ts);
    const auto& one = judge.rule(index);
    const auto& detect = std::get<rules::empty_nudge_detector>(one.detect);
    if (!judge.admits(one, now.value, people))
        return;
    const auto charged = charged_for(now.value, judge.holder());
    judge.applied(one, charged);
    const auto spans = list_spans(judge, one, detect.list, now);
    if (spans.empty())
        return;
    auto& nudges = judge.memory_of(index, judge.memory().heard, now.value.ts);
    // Marked: it offers something, or the rule has fired there. Then the silence is none of an empty nudge.
    keep(
        nudges,
        {std::string{now.value.id},
         now.value.ts,
         {},
         holds_any(now.facts, detect.benefits),
         are_disguised(spans)}
    );
    state = {std::string{now.value.id}, now.value.ts, std::string{charged}};
}

void end_empty_nudge(judgement& judge, rules::rule_index index, empty_nudge_state& state, time_point at)
{
    if (state.id.empty())
        return;
    const auto last = std::exchange(state, {});
    const auto& detect = std::get<rules::empty_nudge_detector>(judge.rule(index).detect);
    auto& nudges = judge.memory_of(index, judge.memory().heard, last.ts).items;
    const auto marked = [](const remembered& each) { return each.marked; };
    if (nudges.size() < detect.count || std::any_of(nudges.begin(), nudges.end(), marked))
        return;
    nudges.back().marked = true;
    receipt made;
    std::uint32_t plain = 0;
    for (const auto& each : nudges) {
        made.messages.push_back(each.id);
        plain += each.disguised ? 0 : 1;
    }
    made.evasion = plain < detect.count;
    made.count = static_cast<std::uint32_t>(nudges.size());
    judge.fire(index, {last.id, last.ts}, last.sender, at, std::move(made));
}

} // namespace chatqc::engine
