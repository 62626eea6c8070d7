#include "engine/detect/response.h"

#include "engine/canary.h"
#include "engine/conversation/rounds.h"

#include <algorithm>
#include <tuple>

namespace chatqc::engine {

namespace {

const rules::response_detector& settings(const judgement& judge, rules::rule_index index)
{
    return std::get<rules::response_detector>(judge.rule(index).detect);
}

const rules::clock_profile& profile_of(const judgement& judge, rules::rule_index index)
{
    return judge.plan().rules->profiles[settings(judge, index).profile];
}

std::size_t track_of(const judgement& judge, rules::rule_index index)
{
    return judge.plan().track_of[settings(judge, index).profile];
}

std::optional<time_point> deadline_of(const judgement& judge, rules::rule_index index, time_point from)
{
    const milliseconds slip{canary::is_on(canary::deadline_off_by_one) ? 1 : 0};
    const auto limit = settings(judge, index).limit + slip;
    if (profile_of(judge, index).hours == rules::clock_hours::shop_calendar_pausing)
        return judge.plan().calendar.add_working(from, limit);
    return from + limit;
}

void arm(judgement& judge, rules::rule_index index, anchor_ref anchor)
{
    const auto deadline = deadline_of(judge, index, anchor.ts);
    if (deadline)
        judge.session().watches.push_back(
            {index, false, false, std::string{anchor.id}, anchor.ts, *deadline, {}, {}}
        );
}

receipt
receipt_of(const judgement& judge, const response_watch& watch, const open_round& round, const message* reply)
{
    const auto& profile = profile_of(judge, watch.rule);
    wait_receipt wait;
    wait.profile = profile.name;
    wait.round = round.opened_by;
    wait.opened = round.opened;
    wait.deadline = watch.deadline;
    wait.limit = settings(judge, watch.rule).limit;
    receipt made;
    made.messages.push_back(round.opened_by);
    if (watch.anchor != round.opened_by)
        made.messages.push_back(watch.anchor);
    if (reply) {
        wait.replied = reply->ts;
        wait.reply = reply->id;
        wait.duration = counted_wait(judge, profile, round.opened, reply->ts);
        if (profile.hours == rules::clock_hours::shop_calendar_pausing)
            wait.paused =
                reply->ts - round.opened - judge.plan().calendar.working_time(round.opened, reply->ts);
        made.messages.emplace_back(reply->id);
    }
    made.wait = std::move(wait);
    return made;
}

// A rule charges a holder once a round, however often he comes back to it.
bool was_charged(const judgement& judge, rules::rule_index index, const shared_name& holder)
{
    const auto& watches = judge.session().watches;
    return std::any_of(watches.begin(), watches.end(), [&](const response_watch& one) {
        return one.in_scope && one.rule == index && one.charged == holder;
    });
}

void decide(judgement& judge, response_watch& watch, time_point at)
{
    const auto track = track_of(judge, watch.rule);
    const auto& round = *judge.session().tracks[track].open;
    const auto& one = judge.rule(watch.rule);
    const auto& charged = owner_of(judge, track, round);
    watch.in_scope = judge.admits(one, watch.anchor_ts) && !was_charged(judge, watch.rule, charged);
    watch.fired = true;
    watch.charged = charged;
    watch.decided_at = at;
    if (!watch.in_scope || !judge.admits(one, watch.charged.str()))
        return;
    judge.fire(
        watch.rule,
        {watch.anchor, watch.anchor_ts},
        watch.charged.str(),
        at,
        receipt_of(judge, watch, round, nullptr)
    );
}

// The reply to a wait that had run out: its verdict's real duration. Whom it charges stands, and nobody stays
// nobody unless the pack names the first who replies.
void complete(judgement& judge, const response_watch& watch, const open_round& round, const message& reply)
{
    const auto& one = judge.rule(watch.rule);
    const bool replier_pays = watch.charged.empty() && judge.plan().rules->unassigned_first_replier;
    const auto pays = replier_pays ? reply.sender : std::string_view{watch.charged.str()};
    if (!watch.in_scope || !judge.admits(one, pays))
        return;
    judge.applied(one, pays);
    judge.fire(
        watch.rule,
        {watch.anchor, watch.anchor_ts},
        pays,
        watch.decided_at,
        receipt_of(judge, watch, round, &reply)
    );
}

template <class Predicate> void erase_watches(judgement& judge, Predicate goes)
{
    auto& watches = judge.session().watches;
    watches.erase(std::remove_if(watches.begin(), watches.end(), goes), watches.end());
}

bool earlier(const response_watch& a, const response_watch& b)
{
    return std::tie(a.deadline, a.rule, a.anchor) < std::tie(b.deadline, b.rule, b.anchor);
}

} // namespace

void watch_round(judgement& judge, std::size_t track, anchor_ref anchor)
{
    const auto& round = *judge.session().tracks[track].open;
    for (const auto index : judge.plan().on_round) {
        const auto& detect = settings(judge, index);
        if (track_of(judge, index) != track || (detect.first_only && !round.first) ||
            !counts(judge, profile_of(judge, index), round) ||
            !judge.is_in_time(judge.rule(index), anchor.ts))
            continue;
        arm(judge, index, anchor);
    }
}

void rearm_watches(judgement& judge, std::size_t track, const message& event)
{
    erase_watches(judge, [&](const response_watch& one) {
        return !one.fired && track_of(judge, one.rule) == track;
    });
    watch_round(judge, track, {event.id, event.ts});
}

void answer_watches(judgement& judge, std::size_t track, const message& reply, const shared_name& charged)
{
    const auto& round = *judge.session().tracks[track].open;
    for (const auto& watch : judge.session().watches) {
        if (track_of(judge, watch.rule) != track)
            continue;
        if (watch.fired)
            complete(judge, watch, round, reply);
        else if (const auto& one = judge.rule(watch.rule);
                 judge.admits(one, watch.anchor_ts) && judge.admits(one, charged.str()))
            judge.applied(one, charged.str());
    }
    drop_watches(judge, track);
}

void expire_watches(judgement& judge, std::size_t track, time_point at)
{
    auto& watches = judge.session().watches;
    std::sort(watches.begin(), watches.end(), earlier);
    for (auto& watch : watches) {
        if (!watch.fired && track_of(judge, watch.rule) == track)
            decide(judge, watch, at);
    }
}

void drop_watches(judgement& judge, std::size_t track)
{
    erase_watches(judge, [&](const response_watch& one) { return track_of(judge, one.rule) == track; });
}

std::optional<time_point> next_deadline(const session_state& session)
{
    std::optional<time_point> next;
    for (const auto& watch : session.watches) {
        if (!watch.fired && (!next || watch.deadline < *next))
            next = watch.deadline;
    }
    return next;
}

void fire_next_deadline(judgement& judge)
{
    auto& watches = judge.session().watches;
    response_watch* next = nullptr;
    for (auto& watch : watches) {
        if (!watch.fired && (!next || earlier(watch, *next)))
            next = &watch;
    }
    decide(judge, *next, next->deadline);
}

} // namespace chatqc::engine
