#include "engine/detect/transfer_quality.h"

#include "engine/conversation/rounds.h"

namespace chatqc::engine {

void see_transfer(
    judgement& judge, rules::rule_index index, transfer_quality_state& state, const message& event
)
{
    const auto& one = judge.rule(index);
    const auto& charged = judge.holder().str();
    if (state.fired || event.event != rules::event::transfer || blameless(event) ||
        !judge.admits(one, event.ts) || !judge.admits(one, charged))
        return;
    judge.applied(one, charged);
    state.transfers.emplace_back(event.id);
    if (state.transfers.size() <= std::get<rules::transfer_quality_detector>(one.detect).most)
        return;
    state.fired = true;
    receipt made;
    made.count = static_cast<std::uint32_t>(state.transfers.size());
    made.messages = std::move(state.transfers);
    judge.fire(index, {event.id, event.ts}, charged, event.ts, std::move(made));
}

} // namespace chatqc::engine
