#include "engine/detect/with_state.h"

#include "engine/detect/expression.h"
#include "engine/detect/nudge_burst.h"
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

    void operator()(std::monostate&) const {}
};

struct sees_event {
    judgement& judge;
    rules::rule_index index;
    const moment& now;

    void operator()(required_state& state) const { see_required_event(judge, index, state, now.value); }

    void operator()(expression_state& state) const { see_expression(judge, index, state, now); }

    template <class Other> void operator()(Other&) const {}
};

struct sees_end {
    judgement& judge;
    rules::rule_index index;
    time_point at;

    void operator()(required_state& state) const { end_required(judge, index, state, at); }

    void operator()(expression_state& state) const { end_expression(judge, index, state, at); }

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
    const auto* expression = std::get_if<expression_state>(&state);
    return expression ? expression->deadline : none;
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
    }
}

} // namespace chatqc::engine
