#include "engine/detect/made_to_repeat.h"

#include "engine/detect/content.h"
#include "engine/detect/substance.h"

#include <algorithm>
#include <optional>

namespace chatqc::engine {

namespace {

constexpr std::size_t questions_max = 20; // looked back at

// The latest question that this one repeats, as the rule looks for it.
std::optional<receipt> find_question(
    const rules::made_to_repeat_detector& detect,
    const made_to_repeat_state& state,
    const made_to_repeat_state::question& now
)
{
    std::uint32_t similarity = 0;
    const auto is_repeated = [&](const made_to_repeat_state::question& before) {
        const bool is_moved = state.transfers > before.transfers;
        const bool counts = detect.after_transfer ? is_moved : !is_moved && state.replies > before.replies;
        return counts && alike(before, now, detect.similarity_percent, similarity);
    };
    const auto found = std::find_if(state.asked.rbegin(), state.asked.rend(), is_repeated);
    if (found == state.asked.rend())
        return std::nullopt;
    receipt made;
    made.messages = {found->id, now.id};
    made.similarity = similarity;
    return made;
}

// What he asks, to be compared; nothing if it is too short or only urges.
std::optional<made_to_repeat_state::question> question_of(
    const rules::made_to_repeat_detector& detect, const made_to_repeat_state& state, const moment& now
)
{
    if (now.value.kind != rules::kind::text || now.facts.characters < detect.characters_min ||
        !is_substantive(now, {}, detect.characters_min) || holds_any(now.facts, detect.except))
        return std::nullopt;
    made_to_repeat_state::question made;
    static_cast<comparable_text&>(made) = comparable(normal_of(now.value.text).text);
    made.id = now.value.id;
    made.replies = state.replies;
    made.transfers = state.transfers;
    return made;
}

} // namespace

void see_made_to_repeat(
    judgement& judge, rules::rule_index index, made_to_repeat_state& state, const moment& now
)
{
    const auto& one = judge.rule(index);
    const auto& detect = std::get<rules::made_to_repeat_detector>(one.detect);
    if (is_agents_message(now.value)) {
        state.replies += is_substantive(now, detect.no_answer, 1) ? 1u : 0u;
        return;
    }
    if (now.value.role != rules::role::customer)
        return;
    auto question = question_of(detect, state, now);
    if (judge.admits(one, now.value, role_bit(rules::role::customer))) {
        const auto& charged = judge.holder().str();
        judge.applied(one, charged);
        const anchor_ref anchor{now.value.id, now.value.ts};
        auto complains = detect.list ? list_spans(judge, one, *detect.list, now) : std::vector<span>{};
        if (!complains.empty()) {
            receipt made;
            made.messages.emplace_back(now.value.id);
            made.spans = std::move(complains);
            judge.fire(index, anchor, charged, now.value.ts, std::move(made), true);
        } else if (auto repeats = question ? find_question(detect, state, *question) : std::nullopt) {
            judge.fire(index, anchor, charged, now.value.ts, std::move(*repeats));
        }
    }
    if (!question)
        return;
    if (state.asked.size() == questions_max)
        state.asked.erase(state.asked.begin());
    state.asked.push_back(std::move(*question));
}

void see_repeat_event(made_to_repeat_state& state, const message& event)
{
    state.transfers += event.event == rules::event::transfer ? 1u : 0u;
}

} // namespace chatqc::engine
