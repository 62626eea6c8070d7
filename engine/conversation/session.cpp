#include "engine/conversation/session.h"

#include "engine/canary.h"
#include "engine/conversation/holder.h"
#include "engine/conversation/rounds.h"
#include "engine/detect/content.h"
#include "engine/detect/response.h"
#include "engine/detect/substance.h"
#include "engine/detect/with_state.h"
#include "engine/text/utf8.h"

#include <algorithm>
#include <tuple>

namespace chatqc::engine {

namespace {

constexpr std::size_t heard_bytes_max = 4096; // of one text: what long ones say shows at their beginning

void count_message(judgement& judge, const moment& now)
{
    auto& session = judge.session();
    ++session.messages;
    session.last = now.value.ts;
    if (now.value.role == rules::role::customer)
        ++session.customer_messages;
    if (!is_person(now.value.role))
        return;
    ++session.agent_messages;
    auto& tally = judge.tally_of(now.value.sender);
    ++tally.messages;
    tally.characters += now.facts.characters;
}

// Keeps what the customer says for rules that ask whether he has said it himself.
void hear(session_state& session, const message& value)
{
    if (session.plan->hears == 0)
        return;
    if (session.heard.size() == session.plan->hears)
        session.heard.erase(session.heard.begin());
    session.heard.emplace_back(beginning(normal_of(value.text).text, heard_bytes_max));
}

// When the session ends if nothing more comes (SPEC §4).
time_point end_time(const session_state& session)
{
    if (session.closes)
        return *session.closes;
    auto end = session.last + session.plan->session_gap;
    const auto& round = session.tracks[0].open;
    if (round && !canary::is_on(canary::gap_ends_waiting_session))
        end = std::max(end, round->opened + open_round_keeps);
    return std::min(end, session.started + session_length_max);
}

// Of a wait or of a rule's state.
std::optional<time_point> earliest_deadline(const session_state& session)
{
    const auto wait = next_deadline(session);
    const auto state = next_state_deadline(session);
    return wait && state ? std::min(*wait, *state) : wait ? wait : state;
}

} // namespace

bool is_content(const message& value)
{
    return value.kind != rules::kind::event && value.role != rules::role::system;
}

live_carry live(const carry& stored, name_pool& names)
{
    return {
        names.of(stored.platform),
        names.of(stored.shop),
        names.of(stored.group),
        names.of(stored.holder),
        stored.customer,
        stored.holder_since,
        stored.memory};
}

carry stored(const live_carry& live)
{
    return {
        live.platform.str(),
        live.shop.str(),
        live.group.str(),
        live.customer,
        live.holder.str(),
        live.holder_since,
        live.memory};
}

void inherit(live_carry& carried, const message& value, name_pool& names)
{
    const auto take = [&](shared_name& to, std::string_view from) {
        if (!from.empty())
            names.set(to, from);
    };
    take(carried.platform, value.platform);
    take(carried.shop, value.shop);
    take(carried.group, value.group);
    if (!value.customer.empty() && carried.customer != value.customer)
        carried.customer = value.customer;
}

session_run::session_run(
    const conversation_name& name,
    session_state& session,
    live_carry& carried,
    name_pool& names,
    std::vector<verdict>& out
)
    : session_(session), carried_(carried), judge_(name, session, carried, names, out)
{
}

session_state session_run::begin(
    plan_log& plans,
    live_carry& carried,
    name_pool& names,
    const message& first,
    std::optional<time_point> came
)
{
    session_state made;
    made.plan = plans.at(first.ts).of(carried.platform.str(), carried.shop.str());
    made.id = first.id;
    if (is_person(first.role))
        names.set(made.opener, first.sender);
    made.started = made.last = first.ts;
    made.platform = carried.platform;
    made.shop = carried.shop;
    made.opened_by_customer = first.role == rules::role::customer;
    made.tracks.resize(made.plan->tracks.size());
    for (const auto index : made.plan->with_state) {
        auto& state = made.states.emplace_back(first_state(made.plan->rules->rules[index].detect));
        if (auto* contact = std::get_if<late_contact_state>(&state))
            contact->heard = came;
    }
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
        apply_event(now);
        // With a gap to reopen in, a message of this very instant may still void the close: a timer ends it.
        return session_.closes && session_.plan->reopen_gap == milliseconds{0};
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
    if (brought && carried_.holder.str() != holder)
        hand_over_rounds(judge_, value);
    if (value.event == rules::event::transfer && canary::is_on(canary::transfer_keeps_holder))
        return;
    judge_.names().set(carried_.holder, holder);
    carried_.holder_since = value.ts;
}

void session_run::apply_event(const moment& now)
{
    const auto& value = now.value;
    hand_over(value);
    if (value.event == rules::event::blocked)
        void_rounds(judge_);
    if (value.event == rules::event::close && !session_.closes)
        session_.closes = value.ts + session_.plan->reopen_gap;
    see_event(judge_, now);
}

void session_run::apply_content(const moment& now)
{
    session_.closes.reset();
    count_message(judge_, now);
    if (now.value.role == rules::role::customer) {
        hand_over(now.value);
        open_rounds(judge_, now);
    } else {
        close_rounds(judge_, now.value);
        hand_over(now.value);
    }
    judge_content(judge_, now);
    see_content(judge_, now);
    if (is_person(now.value.role))
        session_.last_agent_asks = now.facts.asks_or_waits;
    else if (now.value.role == rules::role::customer)
        hear(session_, now.value);
}

bool session_run::fire_timer()
{
    const auto deadline = earliest_deadline(session_);
    if (!deadline || *deadline > end_time(session_))
        return true;
    if (next_deadline(session_) == deadline)
        fire_next_deadline(judge_);
    else
        fire_states(judge_, *deadline);
    return false;
}

std::vector<std::string> tags_of(const session_state& session)
{
    std::vector<std::string> names;
    const auto& tags = session.plan->rules->tags;
    for (std::size_t each = 0; each < tags.size(); ++each)
        if ((session.tags >> each & 1u) != 0)
            names.push_back(tags[each].name);
    std::sort(names.begin(), names.end());
    return names;
}

time_point next_timer(const session_state& session)
{
    const auto end = end_time(session);
    const auto deadline = earliest_deadline(session);
    return deadline && *deadline <= end ? *deadline : end;
}

session_summary session_run::end(time_point at)
{
    end_rounds(judge_, at);
    end_states(judge_, at);
    session_summary made;
    made.session = session_.id;
    made.started = session_.started;
    made.ended = at;
    made.platform = session_.platform.str();
    made.shop = session_.shop.str();
    made.group = carried_.group.str();
    made.customer = carried_.customer;
    made.unit = session_.plan->rules->hash;
    made.day = session_.plan->calendar.day(session_.started);
    made.opened_by_customer = session_.opened_by_customer;
    made.customer_messages = session_.customer_messages;
    made.agent_messages = session_.agent_messages;
    made.person_replied = session_.person_replied;
    for (const auto& one : session_.agents)
        made.agents.push_back({one.agent.str(), one.messages, one.categories, one.characters});
    for (auto& one : session_.rounds)
        made.rounds.push_back({
            .profile = session_.plan->rules->profiles[one.profile].name,
            .opened_by = std::move(one.opened_by),
            .opened = one.opened,
            .agent = one.agent.str(),
            .outcome = one.outcome,
            .duration = one.duration,
            .in_time = one.in_time,
            .first = one.first,
            .day = one.day,
        });
    std::sort(made.rounds.begin(), made.rounds.end(), [](const round_record& a, const round_record& b) {
        return std::tie(a.opened, a.profile, a.opened_by) < std::tie(b.opened, b.profile, b.opened_by);
    });
    made.tags = tags_of(session_);
    carried_.holder.clear();
    carried_.holder_since = {};
    return made;
}

} // namespace chatqc::engine
