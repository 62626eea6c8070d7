#include "engine/detect/bot_trap.h"

#include "engine/detect/content.h"
#include "engine/detect/substance.h"

#include <algorithm>
#include <utility>

namespace chatqc::engine {

namespace {

constexpr std::size_t texts_max = 20; // of a bot, looked back at

void hear(judgement& judge, rules::rule_index index, bot_trap_state& state, const moment& now)
{
    const auto& one = judge.rule(index);
    const auto& detect = std::get<rules::bot_trap_detector>(one.detect);
    state.last = {std::string{now.value.id}, now.value.ts};
    state.told = !judge.admits(one, now.value, role_bit(rules::role::customer));
    ++state.heard;
    if (state.told || state.waiting || list_spans(judge, one, detect.list, now).empty())
        return;
    state.waiting = state.last;
    state.deadline = now.value.ts + detect.within;
}

// Whether the bot has said this before the customer's last message.
bool is_said_again(bot_trap_state& state, const std::string& text)
{
    const auto same = [&](const bot_trap_state::answer& one) { return one.text == text; };
    const auto found = std::find_if(state.said.begin(), state.said.end(), same);
    if (found != state.said.end())
        return std::exchange(found->heard, state.heard) < state.heard;
    if (state.said.size() == texts_max)
        state.said.erase(state.said.begin());
    state.said.push_back({text, state.heard});
    return false;
}

} // namespace

void see_bot_trap(judgement& judge, rules::rule_index index, bot_trap_state& state, const moment& now)
{
    if (now.value.role == rules::role::customer)
        return hear(judge, index, state, now);
    if (is_agents_message(now.value)) {
        state.waiting.reset();
        state.deadline.reset();
        state.said.clear();
    }
    const auto& detect = std::get<rules::bot_trap_detector>(judge.rule(index).detect);
    if (now.value.role != rules::role::bot || now.value.kind != rules::kind::text || !detect.same_text)
        return;
    const bool again = is_said_again(state, normal_of(now.value.text).text);
    if (!again || state.told)
        return;
    state.told = true;
    state.waiting.reset();
    state.deadline.reset();
    receipt made;
    made.messages = {state.last.id, std::string{now.value.id}};
    judge.fire(index, {state.last.id, state.last.ts}, {}, now.value.ts, std::move(made));
}

void fire_bot_trap(judgement& judge, rules::rule_index index, bot_trap_state& state, time_point at)
{
    if (!state.waiting)
        return;
    const auto request = *std::exchange(state.waiting, std::nullopt);
    state.deadline.reset();
    state.told = state.told || state.last.id == request.id;
    receipt made;
    made.messages = {request.id};
    judge.fire(index, {request.id, request.ts}, {}, at, std::move(made));
}

} // namespace chatqc::engine
