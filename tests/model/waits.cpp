// Detectors of waits: response, first_response, unanswered.
#include "tests/model/detectors.h"
#include "tests/model/hours.h"
#include "tests/model/rounds.h"

#include <algorithm>
#include <set>

namespace chatqc::model {

namespace {

// When something is decided, and the last message seen by then.
struct decision {
    instant at{};
    std::size_t seen = 0;
};

// One round under one rule.
struct wait {
    const judging& here;
    const rules::clock_profile& profile;
    const round& one;

    [[nodiscard]] bool pauses() const { return profile.hours == rules::clock_hours::shop_calendar_pausing; }

    [[nodiscard]] std::optional<instant> deadline(instant from, milliseconds limit) const
    {
        return pauses() ? after_work(*here.in.calendar, from, limit) : from + limit;
    }

    [[nodiscard]] timers receipt(std::optional<instant> deadline) const
    {
        timers made;
        made.round = here.all[one.question].id;
        made.start = here.all[one.question].ts;
        made.deadline = deadline;
        if (one.how == outcome::answered) {
            made.reply = here.all[one.until].id;
            const auto whole = one.closed - made.start;
            const auto counted = pauses() ? worked(*here.in.calendar, made.start, one.closed) : whole;
            made.paused = whole - counted;
            made.duration = profile.cap ? std::min(counted, *profile.cap) : counted;
        }
        return made;
    }

    // Charges `agent`; where there is nobody, the first who replied if the pack says so.
    // Whether it was in scope.
    bool say(std::size_t anchor, decision made, std::string agent, std::optional<instant> deadline) const
    {
        if (agent.empty() && here.in.rules->unassigned_first_replier && one.how == outcome::answered)
            agent = here.all[one.until].sender;
        const bool is_judged = here.judges_wait(anchor, made.seen, agent);
        if (is_judged)
            here.say(anchor, made.at, agent, receipt(deadline));
        return is_judged;
    }

    // A deadline, and the end of the round.
    [[nodiscard]] decision at(instant when) const { return {when, last_until(here.all, here.in, when)}; }

    [[nodiscard]] decision end() const { return {one.closed, std::min(one.until, here.in.until - 1)}; }

    // Whether a timer that runs out at `at` does so before what closes the round: at one instant messages
    // come first, and the end of a session that is no message comes last.
    [[nodiscard]] bool runs_out(instant at) const
    {
        const bool closed_by_time = one.until == here.in.until && !here.in.ended_by_message;
        return closed_by_time ? at <= one.closed : at < one.closed;
    }
};

// `internal` and its like: one deadline for each holder, from the question or from what brought him.
void judge_holders(const wait& now, milliseconds limit)
{
    const auto& all = now.here.all;
    std::set<std::string> charged;
    std::size_t anchor = now.one.question;
    for (std::size_t at = now.one.question + 1; at <= now.one.until; ++at) {
        const bool closes = at == now.one.until;
        if (!closes && !moves_holder(all, now.here.in, at))
            continue;
        const auto deadline = now.deadline(all[anchor].ts, limit);
        if (deadline && (closes ? now.runs_out(*deadline) : *deadline < all[at].ts)) {
            const auto made = now.at(*deadline);
            const auto holder = holder_after(all, now.here.in, made.seen);
            if (charged.count(holder) == 0 && now.say(anchor, made, holder, deadline))
                charged.insert(holder);
        }
        anchor = at;
    }
}

// Platform profiles: the round is his who held the conversation after its question, whatever comes.
void judge_platform(const wait& now, milliseconds limit)
{
    const auto deadline = now.deadline(now.here.all[now.one.question].ts, limit);
    const bool expires = now.one.how == outcome::handed_over || now.one.how == outcome::unanswered;
    if (deadline && now.runs_out(*deadline))
        now.say(now.one.question, now.at(*deadline), now.one.agent, deadline);
    else if (deadline && expires)
        now.say(now.one.question, now.end(), now.one.agent, deadline);
}

} // namespace

void judge(const judging& here, const rules::response_detector& how)
{
    const auto& profile = here.in.rules->profiles[how.profile];
    for (const auto& one : rounds_of(here.all, here.in, profile)) {
        if (!is_counted(here.all, here.in, profile, one) || (how.first_only && !one.first))
            continue;
        const wait now{here, profile, one};
        if (profile.follows_transfer)
            judge_platform(now, how.limit);
        else
            judge_holders(now, how.limit);
    }
}

void judge(const judging& here, const rules::unanswered_detector& how)
{
    const auto& profile = here.in.rules->profiles[how.profile];
    for (const auto& one : rounds_of(here.all, here.in, profile)) {
        const bool open = one.how == outcome::unanswered || one.how == outcome::handed_over;
        if (!open || !is_counted(here.all, here.in, profile, one))
            continue;
        const wait now{here, profile, one};
        const auto agent =
            profile.follows_transfer ? one.agent : holder_after(here.all, here.in, now.end().seen);
        now.say(one.question, now.end(), agent, std::nullopt);
    }
}

} // namespace chatqc::model
