#include "engine/detect/perfunctory.h"

#include "engine/detect/single_reply.h"
#include "engine/detect/substance.h"

namespace chatqc::engine {

namespace {

// More than an acknowledgement, a farewell or emoji.
bool asks(const rules::perfunctory_detector& detect, const moment& now)
{
    const auto& text = now.value.text;
    return text.find('?') != std::string_view::npos || text.find("\uFF1F") != std::string_view::npos ||
           is_substantive(now, detect.no_question, 1);
}

// Nothing but a word of the list; exceptions do not matter for what is the whole text.
bool is_a_mere_word(const rules::perfunctory_detector& detect, const moment& now)
{
    const auto hits = now.facts.of(hit::origin::list, detect.list);
    if (now.value.kind != rules::kind::text || hits.first == hits.second)
        return false;
    const auto characters = characters_wholly_of(now.value.text, normal_of(now.value.text), hits);
    return characters && *characters > 0 && *characters <= detect.characters_max;
}

} // namespace

void see_perfunctory(judgement& judge, rules::rule_index index, perfunctory_state& state, const moment& now)
{
    const auto& one = judge.rule(index);
    const auto& detect = std::get<rules::perfunctory_detector>(one.detect);
    if (now.value.role == rules::role::customer) {
        if (const auto& wait = judge.session().tracks[0].open)
            state.asked = asks(detect, now) || (state.asked && wait->opened_by != now.value.id);
        return hear_question(judge, state, now, holds(now.facts, detect.yes_no));
    }
    if (!is_agents_message(now.value))
        return;
    state.waiting.clear(); // more has followed
    auto question = question_of(state);
    if (!judge.admits(one, now.value, people))
        return;
    judge.applied(one, now.value.sender);
    if (!question.empty() && state.asked && is_a_mere_word(detect, now))
        await_more(state, now, std::move(question), now.value.sender, detect.within);
}

} // namespace chatqc::engine
