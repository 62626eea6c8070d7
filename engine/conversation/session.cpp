#include "engine/conversation/session.h"

#include "engine/conversation/holder.h"
#include "engine/conversation/rounds.h"
#include "engine/detect/content.h"
#include "engine/detect/nudge_burst.h"
#include "engine/detect/repeat.h"
#include "engine/detect/required_phrase.h"
#include "engine/detect/response.h"

#include <algorithm>
#include <tuple>

namespace chatqc::engine {

namespace {

// The detectors with a state of their own: the state they begin with, and what they do with each message.
rule_state first_state(const rules::detector& detect)
{
    if (std::holds_alternative<rules::required_phrase_detector>(detect))
        return required_state{};
    if (std::holds_alternative<rules::repeat_detector>(detect))
        return repeat_state{};
    return nudge_state{};
}

void see(judgement& judge, rules::rule_index index, rule_state& state, const moment& now)
{
    if (auto* required = std::get_if<required_state>(&state))
        see_required(judge, index, *required, now);
    else if (auto* repeat = std::get_if<repeat_state>(&state))
        see_repeat(judge, index, *repeat, now);
    else if (auto* nudge = std::get_if<nudge_state>(&state))
        see_nudge(judge, index, *nudge, now);
}

void count_message(session_state& session, const moment& now)
{
    ++session.messages;
    session.last = now.value.ts;
    if (now.value.role == rules::role::customer)
        ++session.customer_messages;
    if (!is_person(now.value.role))
        return;
    ++session.agent_messages;
    auto& summary = summary_of(session, now.value.sender);
    ++summary.messages;
    summary.characters += now.facts.characters;
}

// When the session ends if nothing more comes (SPEC §4).
time_point end_time(const session_state& session)
{
    if (session.closes)
        return *session.closes;
    auto end = session.last + session.plan->session_gap;
    if (const auto& round = session.tracks[0].open)
        end = std::max(end, round->opened + open_round_keeps);
    return std::min(end, session.started + session_length_max);
}

} // namespace

bool is_content(const message& value)
{
    return value.kind != rules::kind::event && value.role != rules::role::system;
}

void inherit(carry& carried, const message& value)
{
    const auto take = [](std::string& to, std::string_view from) {
        if (!from.empty())
            to = from;
    };
    take(carried.platform, value.platform);
    take(carried.shop, value.shop);
    take(carried.group, value.group);
    take(carried.customer, value.customer);
}

session_run::session_run(
    const conversation_name& name, session_state& session, carry& carried, std::vector<verdict>& out
)
    : name_(name), session_(session), carried_(carried), judge_(name, session, carried, out)
{
}

session_state
session_run::begin(const conversation_name&, plan_log& plans, carry& carried, const message& first)
{
    session_state made;
    made.plan = plans.at(first.ts).of(carried.platform, carried.shop);
    made.id = first.id;
    made.started = made.last = first.ts;
    made.plan_platform = made.platform = carried.platform;
    made.plan_shop = made.shop = carried.shop;
    made.opened_by_customer = first.role == rules::role::customer;
    made.tracks.resize(made.plan->tracks.size());
    for (const auto index : made.plan->with_state)
        made.states.push_back(first_state(made.plan->rules->rules[index].detect));
    keep_recent_holder(carried, first.ts, made.plan->session_gap);
    return made;
}

bool session_run::apply(const moment& now)
{
    if (session_.platform.empty())
        session_.platform = carried_.platform;
    if (session_.shop.empty())
        session_.shop = carried_.shop;
    if (now.value.kind == rules::kind::event) {
        apply_event(now.value);
        return session_.closes && *session_.closes <= now.value.ts;
    }
    if (now.value.role != rules::role::system)
        apply_content(now);
    return false;
}

void session_run::hand_over(const message& value)
{
    const auto holder = holder_named_by(value);
    if (holder.empty())
        return;
    const bool brought = value.event == rules::event::assign || value.event == rules::event::transfer;
    if (brought && holder != carried_.holder)
        hand_over_rounds(judge_, value);
    carried_.holder = holder;
    carried_.holder_since = value.ts;
}

void session_run::apply_event(const message& value)
{
    hand_over(value);
    if (value.event == rules::event::blocked)
        void_rounds(judge_);
    if (value.event == rules::event::close && !session_.closes)
        session_.closes = value.ts + session_.plan->reopen_gap;
    const auto& with_state = session_.plan->with_state;
    for (std::size_t at = 0; at < with_state.size(); ++at) {
        if (auto* required = std::get_if<required_state>(&session_.states[at]))
            see_required_event(judge_, with_state[at], *required, value);
    }
}

void session_run::apply_content(const moment& now)
{
    session_.closes.reset();
    count_message(session_, now);
    if (now.value.role == rules::role::customer) {
        hand_over(now.value);
        open_rounds(judge_, now);
    } else {
        close_rounds(judge_, now.value);
        hand_over(now.value);
    }
    judge_content(judge_, now);
    see_with_state(now);
    if (is_person(now.value.role))
        session_.last_agent_asks = now.facts.asks_or_waits;
}

void session_run::see_with_state(const moment& now)
{
    const auto& with_state = session_.plan->with_state;
    for (std::size_t at = 0; at < with_state.size(); ++at)
        see(judge_, with_state[at], session_.states[at], now);
}

bool session_run::fire_timer()
{
    const auto deadline = next_deadline(session_);
    if (!deadline || *deadline > end_time(session_))
        return true;
    fire_next_deadline(judge_);
    return false;
}

time_point next_timer(const session_state& session)
{
    const auto end = end_time(session);
    const auto deadline = next_deadline(session);
    return deadline && *deadline <= end ? *deadline : end;
}

session_summary session_run::end(time_point at)
{
    end_rounds(judge_, at);
    const auto& with_state = session_.plan->with_state;
    for (std::size_t index = 0; index < with_state.size(); ++index) {
        if (auto* required = std::get_if<required_state>(&session_.states[index]))
            end_required(judge_, with_state[index], *required, at);
    }
    session_summary made;
    made.session = session_.id;
    made.started = session_.started;
    made.ended = at;
    made.platform = session_.platform;
    made.shop = session_.shop;
    made.group = carried_.group;
    made.customer = carried_.customer;
    made.unit = session_.plan->rules->hash;
    made.day = session_.plan->calendar.day(session_.started);
    made.opened_by_customer = session_.opened_by_customer;
    made.customer_messages = session_.customer_messages;
    made.agent_messages = session_.agent_messages;
    made.person_replied = session_.person_replied;
    made.agents = session_.agents;
    made.rounds = session_.rounds;
    std::sort(made.rounds.begin(), made.rounds.end(), [](const round_record& a, const round_record& b) {
        return std::tie(a.opened, a.profile, a.opened_by) < std::tie(b.opened, b.profile, b.opened_by);
    });
    carried_.holder.clear();
    carried_.holder_since = {};
    return made;
}

} // namespace chatqc::engine
