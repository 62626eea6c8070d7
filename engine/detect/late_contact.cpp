#include "engine/detect/late_contact.h"

#include "engine/detect/substance.h"

#include <utility>

namespace chatqc::engine {

namespace {

constexpr std::uint32_t answer_min = 10; // characters beside a promise that make it an answer

// Whether somebody owes the customer an answer, before and after this message of an agent.
bool owes_after(const rules::late_contact_detector& detect, bool owes, const moment& now)
{
    const bool promises = holds(now.facts, detect.promises);
    auto empty_words = detect.no_answer;
    if (detect.promises)
        empty_words.push_back(*detect.promises);
    if (is_substantive(now, empty_words, promises ? answer_min : 1))
        return false;
    return owes || promises;
}

} // namespace

void see_late_contact(judgement& judge, rules::rule_index index, late_contact_state& state, const moment& now)
{
    const auto& one = judge.rule(index);
    const auto& detect = std::get<rules::late_contact_detector>(one.detect);
    if (now.value.role == rules::role::customer)
        state.heard = now.value.ts;
    if (!is_agents_message(now.value))
        return;
    const bool owed = std::exchange(state.owes_answer, owes_after(detect, state.owes_answer, now));
    const bool answers = std::exchange(state.answers, false);
    if (state.fired || !judge.admits(one, now.value, people))
        return;
    judge.applied(one, now.value.sender);
    const bool is_expected =
        owed || answers || (state.heard && now.value.ts - *state.heard <= detect.silence);
    if (is_expected || !judge.plan().calendar.within(detect.hours, now.value.ts))
        return;
    state.fired = true;
    receipt made;
    made.messages.emplace_back(now.value.id);
    judge.fire(index, {now.value.id, now.value.ts}, now.value.sender, now.value.ts, std::move(made));
}

bool is_coming(const message& event)
{
    return (event.event == rules::event::queue || event.event == rules::event::open) &&
           !is_person(event.role);
}

} // namespace chatqc::engine
