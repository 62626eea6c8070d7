#include "engine/detect/with_state.h"

#include "engine/detect/aggregate.h"
#include "engine/detect/apology.h"
#include "engine/detect/bot_trap.h"
#include "engine/detect/empty_nudge.h"
#include "engine/detect/expression.h"
#include "engine/detect/late_contact.h"
#include "engine/detect/made_to_repeat.h"
#include "engine/detect/max_phrase.h"
#include "engine/detect/missed_followup.h"
#include "engine/detect/nudge_alike.h"
#include "engine/detect/nudge_before_answer.h"
#include "engine/detect/nudge_burst.h"
#include "engine/detect/nudge_pacing.h"
#include "engine/detect/perfunctory.h"
#include "engine/detect/privacy_leak.h"
#include "engine/detect/promise.h"
#include "engine/detect/repeat.h"
#include "engine/detect/required_phrase.h"
#include "engine/detect/single_reply.h"
#include "engine/detect/transfer_quality.h"

#include <algorithm>
#include <concepts>

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

    rule_state operator()(const rules::nudge_alike_detector&) const { return nudge_alike_state{}; }

    rule_state operator()(const rules::nudge_pacing_detector&) const { return nudge_pacing_state{}; }

    rule_state operator()(const rules::nudge_after_paid_detector&) const { return nudge_after_paid_state{}; }

    rule_state operator()(const rules::nudge_before_answer_detector&) const
    {
        return nudge_before_answer_state{};
    }

    rule_state operator()(const rules::empty_nudge_detector&) const { return empty_nudge_state{}; }

    rule_state operator()(const rules::perfunctory_detector&) const { return perfunctory_state{}; }

    rule_state operator()(const rules::made_to_repeat_detector&) const { return made_to_repeat_state{}; }

    rule_state operator()(const rules::transfer_quality_detector&) const { return transfer_quality_state{}; }

    rule_state operator()(const rules::bot_trap_detector&) const { return bot_trap_state{}; }

    rule_state operator()(const rules::late_contact_detector&) const { return late_contact_state{}; }

    rule_state operator()(const rules::missed_followup_detector&) const { return missed_followup_state{}; }

    rule_state operator()(const rules::privacy_leak_detector&) const { return privacy_leak_state{}; }

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

    void operator()(nudge_alike_state&) const { see_nudge_alike(judge, index, now); }

    void operator()(nudge_pacing_state&) const { see_nudge_pacing(judge, index, now); }

    void operator()(nudge_after_paid_state&) const { see_nudge_after_paid(judge, index, now); }

    void operator()(nudge_before_answer_state& state) const
    {
        see_nudge_before_answer(judge, index, state, now);
    }

    void operator()(empty_nudge_state& state) const { see_empty_nudge(judge, index, state, now); }

    void operator()(perfunctory_state& state) const { see_perfunctory(judge, index, state, now); }

    void operator()(privacy_leak_state&) const { see_privacy_leak(judge, index, now); }

    void operator()(made_to_repeat_state& state) const { see_made_to_repeat(judge, index, state, now); }

    void operator()(bot_trap_state& state) const { see_bot_trap(judge, index, state, now); }

    void operator()(late_contact_state& state) const { see_late_contact(judge, index, state, now); }

    void operator()(missed_followup_state& state) const { see_missed_followup(judge, index, state, now); }

    template <class Other> void operator()(Other&) const {}
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

    void operator()(made_to_repeat_state& state) const { see_repeat_event(state, now.value); }

    void operator()(transfer_quality_state& state) const { see_transfer(judge, index, state, now.value); }

    void operator()(missed_followup_state& state) const { see_followup_event(state, now.value); }

    void operator()(late_contact_state& state) const
    {
        if (is_coming(now.value))
            state.heard = now.value.ts;
    }

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

    void operator()(empty_nudge_state& state) const { end_empty_nudge(judge, index, state, at); }

    void operator()(bot_trap_state& state) const { fire_bot_trap(judge, index, state, at); }

    void operator()(missed_followup_state& state) const { fire_missed_followup(judge, index, state, at); }

    template <std::derived_from<single_reply_state> Reply> void operator()(Reply& state) const
    {
        fire_single_replies(judge, index, state, at, true);
    }

    template <class Other> void operator()(Other&) const {}
};

struct sees_answer {
    judgement& judge;
    rules::rule_index index;
    std::size_t track;
    const open_round& round;
    const message& reply;

    void operator()(apology_state& state) const { see_late_reply(judge, index, state, track, round, reply); }

    template <std::derived_from<single_reply_state> Reply> void operator()(Reply& state) const
    {
        see_single_reply(state, track, round);
    }

    void operator()(late_contact_state& state) const { state.answers = state.answers || track == 0; }

    template <class Other> void operator()(Other&) const {}
};

struct finds_deadline {
    using found = std::optional<time_point>;

    found operator()(const expression_state& state) const { return state.deadline; }

    found operator()(const promise_state& state) const { return state.deadline; }

    found operator()(const bot_trap_state& state) const { return state.deadline; }

    found operator()(const missed_followup_state& state) const { return state.deadline; }

    template <std::derived_from<single_reply_state> Reply> found operator()(const Reply& state) const
    {
        return deadline_of(state);
    }

    template <class Other> found operator()(const Other&) const { return std::nullopt; }
};

struct sees_deadline {
    judgement& judge;
    rules::rule_index index;
    time_point at;

    void operator()(expression_state& state) const { fire_expression(judge, index, state, at); }

    void operator()(promise_state& state) const { fire_promise(judge, index, state, at); }

    void operator()(bot_trap_state& state) const { fire_bot_trap(judge, index, state, at); }

    void operator()(missed_followup_state& state) const { fire_missed_followup(judge, index, state, at); }

    template <std::derived_from<single_reply_state> Reply> void operator()(Reply& state) const
    {
        fire_single_replies(judge, index, state, at, false);
    }

    template <class Other> void operator()(Other&) const {}
};

template <class Visitor, class... Rest> void visit_all(judgement& judge, const Rest&... rest)
{
    auto& session = judge.session();
    const auto& with_state = session.plan->with_state;
    for (std::size_t at = 0; at < with_state.size(); ++at)
        std::visit(Visitor{judge, with_state[at], rest...}, session.states[at]);
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
    visit_all<sees_answer>(judge, track, round, reply);
}

void end_states(judgement& judge, time_point at)
{
    visit_all<sees_end>(judge, at);
}

std::optional<time_point> next_state_deadline(const session_state& session)
{
    std::optional<time_point> next;
    for (const auto at : session.plan->timed) {
        const auto deadline = std::visit(finds_deadline{}, session.states[at]);
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
        const auto deadline = std::visit(finds_deadline{}, state);
        if (deadline && *deadline <= at)
            std::visit(sees_deadline{judge, session.plan->with_state[place], at}, state);
    }
}

} // namespace chatqc::engine
