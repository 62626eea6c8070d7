#include "engine/detect/single_reply.h"

#include <utility>

namespace chatqc::engine {

void hear_question(judgement& judge, single_reply_state& state, const moment& now, bool excuses)
{
    const auto& wait = judge.session().tracks[0].open;
    if (wait)
        state.excused = excuses || (state.excused && wait->opened_by != now.value.id);
}

void see_single_reply(single_reply_state& state, std::size_t track, const open_round& round)
{
    if (track == 0)
        state.answers = round.opened_by;
}

std::string question_of(single_reply_state& state)
{
    auto question = std::exchange(state.answers, {});
    if (!question.empty() && std::exchange(state.excused, false))
        question.clear();
    return question;
}

void await_more(
    single_reply_state& state,
    const moment& now,
    std::string question,
    std::string_view charged,
    milliseconds within
)
{
    state.waiting.push_back(
        {std::string{now.value.id},
         now.value.ts,
         std::string{charged},
         std::move(question),
         now.value.ts + within}
    );
}

void fire_single_replies(
    judgement& judge, rules::rule_index index, single_reply_state& state, time_point at, bool at_end
)
{
    while (!state.waiting.empty() && (at_end || state.waiting.front().deadline <= at)) {
        auto& reply = state.waiting.front();
        receipt made;
        made.messages = {reply.question, reply.id};
        judge.fire(index, {reply.id, reply.ts}, reply.sender, at, std::move(made));
        state.waiting.erase(state.waiting.begin());
    }
}

} // namespace chatqc::engine
