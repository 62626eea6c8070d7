#include "engine/detect/promise.h"

#include "engine/detect/content.h"
#include "engine/detect/innocence.h"
#include "engine/detect/substance.h"

namespace chatqc::engine {

namespace {

constexpr std::uint32_t restarts_max = 2;

// Beside a wait phrase only what says so much more answers.
bool answers(const rules::promise_detector& detect, const moment& now, bool asks_to_wait)
{
    auto empty_words = detect.except;
    empty_words.push_back(detect.list);
    return is_substantive(now, empty_words, asks_to_wait ? detect.answer_min : 1);
}

} // namespace

void see_promise(judgement& judge, rules::rule_index index, promise_state& state, const moment& now)
{
    const auto& one = judge.rule(index);
    const auto& detect = std::get<rules::promise_detector>(one.detect);
    if (now.value.role == rules::role::customer && holds(now.facts, detect.cancelled_by))
        state = {};
    if (!is_agents_message(now.value))
        return;
    const bool may_begin = judge.admits(one, now.value, people);
    if (may_begin)
        judge.applied(one, now.value.sender);
    const bool asks_to_wait = !list_spans(judge, one, detect.list, now).empty();
    const bool promises = asks_to_wait && !is_approved(now);
    if (answers(detect, now, asks_to_wait)) {
        state = {};
    } else if (promises && state.id.empty() && may_begin) {
        state.id = now.value.id;
        state.ts = now.value.ts;
        state.duty = now.value.sender;
        state.deadline = now.value.ts + detect.within;
    } else if (promises && state.deadline && state.restarts < restarts_max) {
        ++state.restarts;
        state.deadline = now.value.ts + detect.within;
    }
}

void see_promise_event(promise_state& state, const message& event)
{
    if (event.event == rules::event::close && event.role == rules::role::customer)
        state = {};
    if (event.event == rules::event::transfer && !event.to.empty())
        state.duty = event.to;
}

void fire_promise(judgement& judge, rules::rule_index index, promise_state& state, time_point at)
{
    if (!state.deadline)
        return;
    receipt made;
    made.messages.push_back(state.id);
    made.count = state.restarts;
    state.deadline.reset();
    if (judge.admits(judge.rule(index), state.duty))
        judge.fire(index, {state.id, state.ts}, state.duty, at, std::move(made));
}

} // namespace chatqc::engine
