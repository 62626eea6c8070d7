#include "engine/detect/repeat.h"

#include "engine/detect/innocence.h"
#include "engine/detect/substance.h"

#include <algorithm>
#include <utility>

namespace chatqc::engine {

namespace {

repeat_state::said said_of(const message& value, const normal_form& normal)
{
    repeat_state::said made;
    static_cast<comparable_text&>(made) = comparable(normal.text);
    made.sender = value.sender;
    made.id = value.id;
    return made;
}

// Greeting, closing, acknowledgement …: the message is nothing but phrases of one of these lists, or nothing
// but emoji.
bool wholly_of(const rules::repeat_detector& detect, const moment& now, const normal_form& normal)
{
    return characters_wholly_of(now.value.text, normal, {}) ||
           std::any_of(detect.except.begin(), detect.except.end(), [&](rules::list_index list) {
               const auto hits = now.facts.of(hit::origin::list, list);
               return hits.first != hits.second &&
                      characters_wholly_of(now.value.text, normal, hits).has_value();
           });
}

void keep_last(std::vector<repeat_state::said>& said, repeat_state::said one, std::uint32_t window)
{
    const auto same = [&](const repeat_state::said& other) { return other.sender == one.sender; };
    if (std::count_if(said.begin(), said.end(), same) >= static_cast<std::ptrdiff_t>(window))
        said.erase(std::find_if(said.begin(), said.end(), same));
    said.push_back(std::move(one));
}

} // namespace

void see_repeat(judgement& judge, rules::rule_index index, repeat_state& state, const moment& now)
{
    const auto& one = judge.rule(index);
    const auto& detect = std::get<rules::repeat_detector>(one.detect);
    if (now.value.kind != rules::kind::text || now.value.text.empty())
        return;
    if (now.value.role == rules::role::customer)
        hear_customer(detect, state, now.value);
    if (!judge.admits(one, now.value, people))
        return;
    const auto charged = charged_for(now.value, judge.holder());
    judge.applied(one, charged);
    if (auto found = find_repeat(detect, state, now))
        judge.fire(index, {now.value.id, now.value.ts}, charged, now.value.ts, std::move(*found));
}

void hear_customer(const rules::repeat_detector& detect, repeat_state& state, const message& value)
{
    auto said = said_of(value, normal_of(value.text));
    said.sender.clear();
    std::uint32_t similarity = 0;
    state.asked_again =
        said.grams > 0 && std::any_of(state.customer.begin(), state.customer.end(), [&](const auto& before) {
            return alike(before, said, detect.similarity_percent, similarity);
        });
    keep_last(state.customer, std::move(said), detect.window);
}

std::optional<receipt>
find_repeat(const rules::repeat_detector& detect, repeat_state& state, const moment& now)
{
    if (now.facts.characters < detect.characters_min)
        return std::nullopt;
    const auto& normal = normal_of(now.value.text);
    if (is_approved(now) || wholly_of(detect, now, normal))
        return std::nullopt;
    if (now.value.role != rules::role::customer && std::exchange(state.asked_again, false))
        return std::nullopt; // one answer to the question asked again, not whatever follows it
    auto said = said_of(now.value, normal);
    if (said.grams == 0)
        return std::nullopt;
    receipt made;
    made.similarity = 0;
    for (const auto& before : state.agents) {
        std::uint32_t similarity = 0;
        if (before.sender != said.sender || !alike(before, said, detect.similarity_percent, similarity))
            continue;
        made.messages.push_back(before.id);
        said.count = std::max(said.count, before.count + 1);
        made.similarity = std::max(*made.similarity, similarity);
    }
    made.messages.emplace_back(now.value.id);
    made.count = said.count;
    keep_last(state.agents, std::move(said), detect.window);
    return *made.count >= detect.count ? std::optional(std::move(made)) : std::nullopt;
}

} // namespace chatqc::engine
