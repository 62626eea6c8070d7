#include "engine/detect/nudge_pacing.h"

#include "engine/conversation/memory.h"
#include "engine/detect/content.h"

namespace chatqc::engine {

namespace {

bool lies_in_reach(time_point at, time_point judged)
{
    return at >= judged - memory_reach;
}

// Whether the nudge comes too soon; those before it stand in `earlier`.
bool comes_too_soon(
    const judgement& judge,
    const rules::nudge_pacing_detector& detect,
    const std::vector<remembered>& earlier,
    time_point at
)
{
    const auto heard = judge.memory().heard_at;
    if (earlier.size() < detect.minima.size()) {
        const auto minimum = detect.minima[earlier.size()] - detect.tolerance;
        if (lies_in_reach(heard, at) && at - heard < minimum)
            return true;
    } else if (judge.plan().calendar.day(at) <= judge.plan().calendar.day(earlier.back().ts)) {
        return true;
    }
    return !earlier.empty() && at - earlier.back().ts < detect.apart;
}

// Those that stand there for all to see.
std::vector<remembered> plain(std::vector<remembered> nudges)
{
    std::erase_if(nudges, [](const remembered& each) { return each.disguised; });
    return nudges;
}

} // namespace

void see_nudge_pacing(judgement& judge, rules::rule_index index, const moment& now)
{
    const auto& one = judge.rule(index);
    const auto& detect = std::get<rules::nudge_pacing_detector>(one.detect);
    const auto charged = applied_to_people(judge, one, now);
    if (!charged)
        return;
    const auto& memory = judge.memory();
    auto spans = list_spans(judge, one, detect.list, now);
    if (spans.empty() || lies_in_reach(memory.paid_at, now.value.ts))
        return;
    // A payment ends the count as the customer's word does.
    auto& nudges = judge.memory_of(index, memory.heard + memory.orders, now.value.ts);
    const bool too_soon = comes_too_soon(judge, detect, nudges.items, now.value.ts);
    receipt made;
    made.evasion = are_disguised(spans) || !comes_too_soon(judge, detect, plain(nudges.items), now.value.ts);
    if (!nudges.items.empty())
        made.messages.push_back(nudges.items.back().id);
    made.messages.emplace_back(now.value.id);
    keep(
        nudges,
        {.id = std::string{now.value.id}, .ts = now.value.ts, .text = {}, .disguised = are_disguised(spans)}
    );
    if (!too_soon)
        return;
    made.spans = std::move(spans);
    made.count = static_cast<std::uint32_t>(nudges.items.size());
    judge.fire(index, {now.value.id, now.value.ts}, *charged, now.value.ts, std::move(made));
}

void see_nudge_after_paid(judgement& judge, rules::rule_index index, const moment& now)
{
    const auto& one = judge.rule(index);
    const auto& detect = std::get<rules::nudge_after_paid_detector>(one.detect);
    const auto charged = applied_to_people(judge, one, now);
    if (!charged)
        return;
    if (!lies_in_reach(judge.memory().paid_at, now.value.ts))
        return;
    auto spans = list_spans(judge, one, detect.list, now);
    if (spans.empty())
        return;
    receipt made;
    made.messages.emplace_back(now.value.id);
    made.evasion = are_disguised(spans);
    made.spans = std::move(spans);
    judge.fire(index, {now.value.id, now.value.ts}, *charged, now.value.ts, std::move(made));
}

} // namespace chatqc::engine
