#include "engine/detect/apology.h"

#include "engine/conversation/rounds.h"
#include "engine/detect/content.h"

namespace chatqc::engine {

namespace {

const rules::apology_detector& settings(const judgement& judge, rules::rule_index index)
{
    return std::get<rules::apology_detector>(judge.rule(index).detect);
}

void fire(judgement& judge, rules::rule_index index, apology_state::late_reply& reply, time_point at)
{
    receipt made;
    made.messages = {reply.wait.round, reply.id};
    made.count = settings(judge, index).messages - reply.left;
    made.wait = std::move(reply.wait);
    judge.fire(index, {reply.id, reply.ts}, reply.sender, at, std::move(made));
}

} // namespace

void see_late_reply(
    judgement& judge,
    rules::rule_index index,
    apology_state& state,
    std::size_t track,
    const open_round& round,
    const message& reply
)
{
    const auto& one = judge.rule(index);
    const auto& detect = settings(judge, index);
    const auto& profile = judge.plan().rules->profiles[detect.profile];
    if (judge.plan().track_of[detect.profile] != track || !counts(judge, profile, round) ||
        !judge.admits(one, reply, people))
        return;
    judge.applied(one, reply.sender);
    const auto waited = counted_wait(judge, profile, round.opened, reply.ts);
    if (waited <= detect.after)
        return;
    wait_receipt wait;
    wait.profile = profile.name;
    wait.round = round.opened_by;
    wait.opened = round.opened;
    wait.replied = reply.ts;
    wait.reply = reply.id;
    wait.limit = detect.after;
    wait.duration = waited;
    if (profile.hours == rules::clock_hours::shop_calendar_pausing)
        wait.paused = reply.ts - round.opened - judge.plan().calendar.working_time(round.opened, reply.ts);
    // The reply itself is the first that may hold one, and is seen next.
    state.waiting.push_back(
        {std::string{reply.id}, reply.ts, std::string{reply.sender}, detect.messages + 1, std::move(wait)}
    );
}

void see_apology(judgement& judge, rules::rule_index index, apology_state& state, const moment& now)
{
    if (state.waiting.empty() || !is_agents_message(now.value))
        return;
    if (!list_spans(judge, judge.rule(index), settings(judge, index).list, now).empty()) {
        state.waiting.clear();
        return;
    }
    for (auto& each : state.waiting)
        if (--each.left == 0)
            fire(judge, index, each, now.value.ts);
    std::erase_if(state.waiting, [](const apology_state::late_reply& each) { return each.left == 0; });
}

void end_apology(judgement& judge, rules::rule_index index, apology_state& state, time_point at)
{
    for (auto& each : state.waiting)
        fire(judge, index, each, at);
    state.waiting.clear();
}

} // namespace chatqc::engine
