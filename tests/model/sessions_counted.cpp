// Detectors of a session's counts, waits and promises: count, ratio, max_phrase, flood, apology_after_wait,
// promise_followup.
#include "tests/model/hits.h"
#include "tests/model/hours.h"
#include "tests/model/rounds.h"
#include "tests/model/words.h"

#include <algorithm>

namespace chatqc::model {

void judge(const judging& here, const rules::aggregate_detector& how)
{
    const seen_by_conditions seen{here, how.counted, here.in.first, here.in.until};
    const auto count = [&](std::uint32_t index) {
        return std::count_if(seen.hits(index).begin(), seen.hits(index).end(), [&](const hit& each) {
            return here.judges_wait(each.at, each.at, here.charged(each.at, each.at));
        });
    };
    const auto of = count(0);
    const auto to = how.is_ratio() ? count(1) : 1;
    const auto scaled = how.is_ratio() ? 100 * of : of;
    if (to == 0 || (how.over && scaled <= std::int64_t{*how.over} * to) ||
        (how.under && scaled >= std::int64_t{*how.under} * to))
        return;
    here.say(here.in.first, here.in.end, here.charged(here.in.first, here.in.until - 1), {here.in.first});
}

void judge(const judging& here, const rules::max_phrase_detector& how)
{
    std::size_t looked_at = 0;
    std::vector<std::size_t> found;
    for (std::size_t at = here.in.first; at < here.in.until; ++at) {
        if (how.first && looked_at >= *how.first)
            return;
        const auto& what = here.all[at];
        bool counts = what.event != rules::event::none && what.event == how.or_event &&
                      here.judges_wait(at, at, here.charged(at, at));
        if (here.looks_at(at)) {
            ++looked_at;
            counts = !here.hits(how.list, what).empty();
        }
        if (!counts)
            continue;
        found.push_back(at);
        if (found.size() == how.most + 1)
            return here.say(at, what.ts, here.charged(at, at), found);
    }
}

void judge(const judging& here, const rules::flood_detector& how)
{
    std::vector<std::size_t> looked_at;
    for (std::size_t at = here.in.first; at < here.in.until; ++at) {
        if (!here.looks_at(at))
            continue;
        looked_at.push_back(at);
        if (looked_at.size() < how.count)
            continue;
        const std::vector<std::size_t> flood{looked_at.end() - how.count, looked_at.end()};
        if (here.all[at].ts - here.all[flood.front()].ts <= how.within)
            return here.say(at, here.all[at].ts, here.charged(at, at), flood);
    }
}

void judge(const judging& here, const rules::apology_detector& how)
{
    const auto& profile = here.in.rules->profiles[how.profile];
    for (const auto& one : rounds_of(here.all, here.in, profile)) {
        if (one.how != outcome::answered || !is_counted(here.all, here.in, profile, one) ||
            !here.looks_at(one.until))
            continue;
        timers wait;
        wait.round = here.all[one.question].id;
        wait.start = here.all[one.question].ts;
        wait.reply = here.all[one.until].id;
        const bool pauses = profile.hours == rules::clock_hours::shop_calendar_pausing;
        const auto whole = one.closed - wait.start;
        const auto counted = pauses ? worked(*here.in.calendar, wait.start, one.closed) : whole;
        wait.paused = whole - counted;
        wait.duration = profile.cap ? std::min(counted, *profile.cap) : counted;
        if (*wait.duration <= how.after)
            continue;
        std::uint32_t heard = 0; // messages of agents after the reply
        bool apologised = false;
        instant decided = here.in.end;
        for (auto at = one.until; at < here.in.until && heard <= how.messages; ++at) {
            if (!is_persons(here.all[at]))
                continue;
            if (!here.hits(how.list, here.all[at]).empty()) {
                apologised = true;
                break;
            }
            if (heard++ == how.messages)
                decided = here.all[at].ts;
        }
        if (!apologised)
            here.say(one.until, decided, here.all[one.until].sender, wait);
    }
}

namespace {

bool answers(const judging& here, const rules::promise_detector& how, const message& what)
{
    if (what.kind != rules::kind::text)
        return what.kind != rules::kind::emoji;
    auto lists = how.except;
    lists.push_back(how.list);
    const bool promises = !here.hits(how.list, what).empty();
    return characters_beside(*here.in.rules, lists, what.text) >= (promises ? how.answer_min : 1);
}

} // namespace

bool says_something(const judging& here, const std::vector<rules::list_index>& lists, const message& what)
{
    return what.kind == rules::kind::text ? characters_beside(*here.in.rules, lists, what.text) > 0
                                          : what.kind != rules::kind::emoji;
}

void judge(const judging& here, const rules::promise_detector& how)
{
    const auto promises = [&](std::size_t at) {
        return is_persons(here.all[at]) && !here.is_approved(here.all[at], here.all[at].text) &&
               !answers(here, how, here.all[at]) && !here.hits(how.list, here.all[at]).empty();
    };
    for (std::size_t at = here.in.first; at < here.in.until; ++at) {
        if (!promises(at) || !here.looks_at(at))
            continue;
        const std::size_t first = at;
        instant deadline = here.all[at].ts + how.within;
        std::string duty = here.all[at].sender;
        int restarts = 0;
        bool kept = false;
        std::optional<std::string> charged; // once the time was up
        while (++at < here.in.until && !kept) {
            const auto& what = here.all[at];
            if (what.ts > deadline && !charged)
                charged = duty;
            kept = (is_persons(what) && answers(here, how, what)) ||
                   (what.role == rules::role::customer && is_speech(what) &&
                    holds(*here.in.rules, how.cancelled_by, what.text)) ||
                   (what.role == rules::role::customer && what.event == rules::event::close);
            if (what.event == rules::event::transfer && !what.to.empty())
                duty = what.to;
            if (promises(at) && !charged && restarts < 2) {
                ++restarts;
                deadline = what.ts + how.within;
            }
        }
        --at; // the message that kept it, or the session's last
        if (kept && !charged)
            continue;
        const auto decided = std::min(deadline, here.in.end);
        const auto agent = charged.value_or(duty);
        if (here.judges_wait(first, last_until(here.all, here.in, decided), agent))
            here.say(first, decided, agent, {first});
    }
}

} // namespace chatqc::model
