#include "engine/detect/nudge_before_answer.h"

#include "engine/detect/content.h"
#include "engine/detect/single_reply.h"
#include "engine/detect/substance.h"

namespace chatqc::engine {

void see_nudge_before_answer(
    judgement& judge, rules::rule_index index, nudge_before_answer_state& state, const moment& now
)
{
    const auto& one = judge.rule(index);
    const auto& detect = std::get<rules::nudge_before_answer_detector>(one.detect);
    if (now.value.role == rules::role::customer)
        return hear_question(judge, state, now, holds(now.facts, detect.unless_asked));
    if (!is_agents_message(now.value))
        return;
    auto question = question_of(state);
    const bool is_nudge = !list_spans(judge, one, detect.list, now).empty();
    auto empty_words = detect.no_answer;
    empty_words.push_back(detect.list);
    const bool answers = is_substantive(now, empty_words, is_nudge ? detect.other_max + 1 : 1);
    if (answers)
        state.waiting.clear();
    if (!judge.admits(one, now.value, people))
        return;
    judge.applied(one, now.value.sender);
    const bool is_watched =
        judge.session().opened_by_customer && (!detect.at_door || judge.session().agent_messages == 1);
    if (is_nudge && !answers && !question.empty() && is_watched)
        await_more(state, now, std::move(question), now.value.sender, detect.within);
}

} // namespace chatqc::engine
