#include "engine/detect/unanswered.h"

#include "engine/conversation/rounds.h"

namespace chatqc::engine {

void judge_unanswered(
    judgement& judge, std::size_t track, const open_round& round, time_point at, const shared_name& charged
)
{
    for (const auto index : judge.plan().on_unanswered) {
        const auto& one = judge.rule(index);
        const auto profile_index = std::get<rules::unanswered_detector>(one.detect).profile;
        const auto& profile = judge.plan().rules->profiles[profile_index];
        if (judge.plan().track_of[profile_index] != track || !counts(judge, profile, round) ||
            !judge.admits(one, round.opened) || !judge.admits(one, charged.str()))
            continue;
        receipt made;
        made.messages.push_back(round.opened_by);
        made.wait = wait_receipt{};
        made.wait->profile = profile.name;
        made.wait->round = round.opened_by;
        made.wait->opened = round.opened;
        judge.fire(index, {round.opened_by, round.opened}, charged.str(), at, std::move(made));
    }
}

} // namespace chatqc::engine
