#include "tests/model/rounds.h"

#include "tests/model/detectors.h"
#include "tests/model/hours.h"

namespace chatqc::model {

namespace {

bool is_valid_reply(const message& what, const rules::clock_profile& profile)
{
    const bool is_robots = what.role == rules::role::bot || what.role == rules::role::autoreply;
    return is_persons(what) || (profile.bot_replies && is_robots && is_speech(what));
}

} // namespace

bool is_blameless(const message& transfer)
{
    return transfer.attrs.find(R"("cause":"system")") != std::string::npos ||
           transfer.attrs.find(R"("cause":"shift")") != std::string::npos;
}

std::vector<round> rounds_of(const chat& all, const session& in, const rules::clock_profile& profile)
{
    std::vector<round> rounds;
    bool open = false;
    const auto start = [&](std::size_t at, bool first) {
        rounds.push_back({at, in.until, in.end, outcome::unanswered, first, holder_after(all, in, at)});
        open = true;
    };
    const auto finish = [&](std::size_t at, outcome how) {
        rounds.back().until = at;
        rounds.back().closed = all[at].ts;
        rounds.back().how = how;
        open = false;
    };
    for (std::size_t at = in.first; at < in.until; ++at) {
        const auto& what = all[at];
        if (!open && needs_reply(all, in, at, profile.skips_acknowledgements))
            start(at, rounds.empty());
        else if (open && is_valid_reply(what, profile))
            finish(at, outcome::answered);
        else if (open && what.event == rules::event::blocked)
            finish(at, outcome::voided);
        else if (open && profile.follows_transfer && what.event == rules::event::transfer && moves_holder(all, in, at)) {
            finish(at, is_blameless(what) ? outcome::voided : outcome::handed_over);
            start(at, rounds.back().first);
        }
    }
    return rounds;
}

bool is_counted(const chat& all, const session& in, const rules::clock_profile& profile, const round& one)
{
    if (profile.first_round_only && !one.first)
        return false;
    if (profile.hours == rules::clock_hours::by_question)
        return is_within(profile.window, *in.calendar, all[one.question].ts);
    if (profile.hours == rules::clock_hours::by_session_start)
        return is_within(profile.window, *in.calendar, all[in.first].ts);
    return true;
}

} // namespace chatqc::model
