#include "engine/detect/with_state.h"

#include "engine/detect/aggregate.h"
#include "engine/detect/apology.h"
#include "engine/detect/expression.h"
#include "engine/detect/max_phrase.h"
#include "engine/detect/nudge_burst.h"
#include "engine/detect/promise.h"
#include "engine/detect/repeat.h"
#include "engine/detect/required_phrase.h"

#include <algorithm>

namespace chatqc::engine {

namespace {

struct begins {
    rule_state operator()(const rules::required_phrase_detector&) const { return required_state{}; }

    rule_state operator()(const rules::repeat_detector&) const { return repeat_state{}; }

    rule_state operator()(const rules::nudge_burst_detector&) const { return nudge_state{}; }

    rule_state operator()(const rules::expression_detector&) const { return expression_state{}; }

    rule_state operator()(const rules::aggregate_detector&) const { return aggregate_state{}; }

    rule_state operator()(const rules::max_phrase_detector&) const { return max_phrase_state{}; }

    rule_state operator()(const rules::flood_detector&) const { return flood_state{}; }

    rule_state operator()(const rules::apology_detector&) const { return apology_state{}; }

    rule_state operator()(const rules::promise_detector&) const { return promise_state{}; }

    template <class Stateless> rule_state operator()(const Stateless&) const { return std::monostate{}; }
};

struct sees_content {
    judgement& judge;
    rules::rule_index index;
    const moment& now;

    void operator()(required_state& state) const { see_required(judge, index, state, now); }

    void operator()(repeat_state& state) const { see_repeat(judge, index, state, now); }

    void operator()(nudge_state& state) const { see_nudge(judge, index, state, now); }

    void operator()(expression_state& state) const { see_expression(judge, index, state, now); }

    void operator()(aggregate_state& state) const { see_counted(judge, index, state, now); }

    void operator()(max_phrase_state& state) const { see_max_phrase(judge, index, state, now); }

    void operator()(flood_state& state) const { see_flood(judge, index, state, now); }

    void operator()(apology_state& state) const { see_apology(judge, index, state, now); }

    void operator()(promise_state& state) const { see_promise(judge, index, state, now); }

    void operator()(std::monostate&) const {}
};

struct sees_event {
    judgement& judge;
    rules::rule_index index;
    const moment& now;

    void operator()(required_state& state) const { see_required_event(judge, index, state, now.value); }

    void operator()(expression_state& state) const { see_expression(judge, index, state, now); }

    void operator()(aggregate_state& state) const { see_counted(judge, index, state, now); }

    void operator()(max_phrase_state& state) const { see_max_phrase(judge, index, state, now); }

    void operator()(promise_state& state) const { see_promise_event(state, now.value); }

    template <class Other> void operator()(Other&) const {}
};

struct sees_end {
    judgement& judge;
    rules::rule_index index;
    time_point at;

    void operator()(required_state& state) const { end_required(judge, index, state, at); }

    void operator()(expression_state& state) const { end_expression(judge, index, state, at); }

    void operator()(aggregate_state& state) const { end_aggregate(judge, index, state, at); }

    void operator()(apology_state& state) const { end_apology(judge, index, state, at); }

    void operator()(promise_state& state) const { fire_promise(judge, index, state, at); }

    template <class Other> void operator()(Other&) const {}
};

template <class Visitor, class... Rest> void visit_all(judgement& judge, const Rest&... rest)
{
    auto& session = judge.session();
    const auto& with_state = session.plan->with_state;
    for (std::size_t at = 0; at < with_state.size(); ++at)
        std::visit(Visitor{judge, with_state[at], rest...}, session.states[at]);
}

const std::optional<time_point>& deadline_of(const rule_state& state)
{
    static constexpr std::optional<time_point> none;
    if (const auto* expression = std::get_if<expression_state>(&state))
        return expression->deadline;
    const auto* promise = std::get_if<promise_state>(&state);
    return promise ? promise->deadline : none;
}

} // namespace

rule_state first_state(const rules::detector& detect)
{
    return std::visit(begins{}, detect);
}

void see_content(judgement& judge, const moment& now)
{
    visit_all<sees_content>(judge, now);
}

void see_event(judgement& judge, const moment& now)
{
    visit_all<sees_event>(judge, now);
}

void see_answer(judgement& judge, std::size_t track, const open_round& round, const message& reply)
{
    auto& session = judge.session();
    const auto& with_state = session.plan->with_state;
    for (std::size_t at = 0; at < with_state.size(); ++at)
        if (auto* apology = std::get_if<apology_state>(&session.states[at]))
            see_late_reply(judge, with_state[at], *apology, track, round, reply);
}

void end_states(judgement& judge, time_point at)
{
    visit_all<sees_end>(judge, at);
}

std::optional<time_point> next_state_deadline(const session_state& session)
{
    std::optional<time_point> next;
    for (const auto at : session.plan->timed) {
        const auto& deadline = deadline_of(session.states[at]);
        if (deadline && (!next || *deadline < *next))
            next = deadline;
    }
    return next;
}

void fire_states(judgement& judge, time_point at)
{
    auto& session = judge.session();
    for (const auto place : session.plan->timed) {
        auto& state = session.states[place];
        const auto& deadline = deadline_of(state);
        if (!deadline || *deadline > at)
            continue;
        if (auto* expression = std::get_if<expression_state>(&state))
            fire_expression(judge, session.plan->with_state[place], *expression, at);
        else if (auto* promise = std::get_if<promise_state>(&state))
            fire_promise(judge, session.plan->with_state[place], *promise, at);
    }
}

} // namespace chatqc::engine
