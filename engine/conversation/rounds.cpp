#include "engine/conversation/rounds.h"

#include "engine/canary.h"
#include "engine/detect/response.h"
#include "engine/detect/unanswered.h"
#include "engine/detect/with_state.h"

#include <algorithm>

namespace chatqc::engine {

namespace {

bool needs_reply(const session_state& session, const track_rules& track, const moment& now)
{
    if (now.value.kind == rules::kind::emoji || now.value.kind == rules::kind::event)
        return false;
    if (canary::is_on(canary::acknowledgement_opens_round))
        return true;
    return !(track.skips_acknowledgements && now.facts.bare_acknowledgement && !session.last_agent_asks);
}

counted_round record_of(
    const judgement& judge,
    rules::profile_index index,
    const open_round& round,
    round_outcome outcome,
    time_point at
)
{
    const auto& profile = judge.plan().rules->profiles[index];
    counted_round made;
    made.profile = index;
    made.opened_by = round.opened_by;
    made.opened = round.opened;
    made.outcome = outcome;
    made.first = round.first;
    made.day = judge.plan().calendar.day(round.opened);
    made.duration = counted_wait(judge, profile, round.opened, at);
    if (outcome == round_outcome::unanswered && profile.unanswered == rules::unanswered_as::capped)
        made.duration = profile.cap.value_or(made.duration);
    made.in_time = outcome == round_outcome::answered && (!profile.limit || made.duration <= *profile.limit);
    return made;
}

void decide(
    judgement& judge, std::size_t track, round_outcome outcome, time_point at, const shared_name& charged
)
{
    auto& session = judge.session();
    const auto& round = *session.tracks[track].open;
    for (const auto index : judge.plan().counted) {
        const auto& profile = judge.plan().rules->profiles[index];
        if (judge.plan().track_of[index] != track || !counts(judge, profile, round))
            continue;
        auto made = record_of(judge, index, round, outcome, at);
        made.agent = charged;
        session.rounds.push_back(std::move(made));
    }
}

void open_round_in(judgement& judge, std::size_t track, open_round round)
{
    auto& state = judge.session().tracks[track];
    state.open = std::make_unique<open_round>(std::move(round));
    watch_round(judge, track, {state.open->opened_by, state.open->opened});
}

void pass_round_on(judgement& judge, std::size_t track, const message& transfer)
{
    auto& state = judge.session().tracks[track];
    const bool charged = !blameless(transfer);
    if (charged) {
        const shared_name leaving = state.open->owner;
        expire_watches(judge, track, transfer.ts);
        judge_unanswered(judge, track, *state.open, transfer.ts, leaving);
        decide(judge, track, round_outcome::unanswered, transfer.ts, leaving);
    }
    drop_watches(judge, track);
    open_round_in(
        judge,
        track,
        {std::string{transfer.id}, transfer.ts, judge.names().of(transfer.to), state.open->first}
    );
}

} // namespace

bool blameless(const message& transfer)
{
    return transfer.attrs.find(R"("cause":"system")") != std::string_view::npos ||
           transfer.attrs.find(R"("cause":"shift")") != std::string_view::npos;
}

bool is_valid_reply(const message& value, const track_rules& track)
{
    if (value.kind == rules::kind::event)
        return false;
    const bool robot = value.role == rules::role::bot || value.role == rules::role::autoreply;
    return is_person(value.role) || (robot && track.bot_replies);
}

void open_rounds(judgement& judge, const moment& now)
{
    auto& session = judge.session();
    for (std::size_t track = 0; track < session.tracks.size(); ++track) {
        auto& state = session.tracks[track];
        if (state.open || !needs_reply(session, judge.plan().tracks[track], now))
            continue;
        open_round_in(
            judge, track, {std::string{now.value.id}, now.value.ts, judge.holder(), state.rounds == 0}
        );
        ++state.rounds;
    }
}

void close_rounds(judgement& judge, const message& reply)
{
    auto& session = judge.session();
    for (std::size_t track = 0; track < session.tracks.size(); ++track) {
        auto& state = session.tracks[track];
        if (!state.open || !is_valid_reply(reply, judge.plan().tracks[track]))
            continue;
        auto charged = owner_of(judge, track, *state.open);
        if (charged.empty() && judge.plan().rules->unassigned_first_replier)
            charged = judge.names().of(reply.sender);
        answer_watches(judge, track, reply, charged);
        decide(judge, track, round_outcome::answered, reply.ts, charged);
        see_answer(judge, track, *state.open, reply);
        state.open.reset();
    }
    session.person_replied =
        session.person_replied || (session.customer_messages > 0 && is_person(reply.role));
}

void hand_over_rounds(judgement& judge, const message& event)
{
    auto& session = judge.session();
    for (std::size_t track = 0; track < session.tracks.size(); ++track) {
        if (!session.tracks[track].open)
            continue;
        if (!judge.plan().tracks[track].follows_transfer)
            rearm_watches(judge, track, event);
        else if (event.event == rules::event::transfer)
            pass_round_on(judge, track, event);
    }
}

void void_rounds(judgement& judge)
{
    for (std::size_t track = 0; track < judge.session().tracks.size(); ++track) {
        drop_watches(judge, track);
        judge.session().tracks[track].open.reset();
    }
}

void end_rounds(judgement& judge, time_point at)
{
    auto& session = judge.session();
    for (std::size_t track = 0; track < session.tracks.size(); ++track) {
        auto& state = session.tracks[track];
        if (!state.open)
            continue;
        const auto charged = owner_of(judge, track, *state.open);
        // Timers of `internal` lapse at the end: the round is only unanswered.
        if (judge.plan().tracks[track].follows_transfer)
            expire_watches(judge, track, at);
        judge_unanswered(judge, track, *state.open, at, charged);
        decide(judge, track, round_outcome::unanswered, at, charged);
        state.open.reset();
    }
    session.watches.clear();
}

bool counts(const judgement& judge, const rules::clock_profile& profile, const open_round& round)
{
    if (profile.first_round_only && !round.first)
        return false;
    const auto& calendar = judge.plan().calendar;
    switch (profile.hours) {
    case rules::clock_hours::by_question:
        return calendar.within(profile.window, round.opened);
    case rules::clock_hours::by_session_start:
        return calendar.within(profile.window, judge.session().started);
    case rules::clock_hours::shop_calendar_pausing:
        return true;
    }
    return true;
}

milliseconds
counted_wait(const judgement& judge, const rules::clock_profile& profile, time_point opened, time_point until)
{
    auto wait = profile.hours == rules::clock_hours::shop_calendar_pausing
                    ? judge.plan().calendar.working_time(opened, until)
                    : std::max(until - opened, milliseconds{0});
    return profile.cap ? std::min(wait, *profile.cap) : wait;
}

const shared_name& owner_of(judgement& judge, std::size_t track, const open_round& round)
{
    return judge.plan().tracks[track].follows_transfer ? round.owner : judge.holder();
}

} // namespace chatqc::engine
