#include "engine/detect/condition.h"

#include "engine/detect/content.h"
#include "engine/detect/repeat.h"

#include <algorithm>

namespace chatqc::engine {

namespace {

bool is_among(const std::vector<rules::role>& roles, rules::role one)
{
    return std::find(roles.begin(), roles.end(), one) != roles.end();
}

bool keeps_interval(
    const rules::interval_condition& detect, interval_state& last, const message& value, bool looks
)
{
    const bool since = is_among(detect.since, value.role);
    const bool was_since = last.since;
    const auto apart = value.ts - last.ts;
    if (since || looks)
        last = {value.ts, since};
    return looks && was_since && (!detect.over || apart > *detect.over) &&
           (!detect.under || apart < *detect.under);
}

// What a condition finds in a message: spans, which may be none.
struct words {
    std::vector<span> spans;
    bool disguised = false; // it would not be found but for words in disguise
};

// Looks at one message for one condition.
struct finder {
    const judgement& judge;
    const rules::rule& one;
    condition_state& state;
    const moment& now;
    bool looks;

    using found = std::optional<words>;

    [[nodiscard]] found spans_of(std::optional<receipt> made) const
    {
        return made ? found(words{std::move(made->spans), made->evasion}) : std::nullopt;
    }

    found operator()(const rules::message_condition& detect) const
    {
        const auto& kinds = detect.kinds;
        const bool is_it =
            kinds.empty() || std::find(kinds.begin(), kinds.end(), now.value.kind) != kinds.end();
        return looks && is_it ? found(std::in_place) : std::nullopt;
    }

    found operator()(const rules::event_condition&) const
    {
        return looks ? found(std::in_place) : std::nullopt;
    }

    found operator()(const rules::interval_condition& detect) const
    {
        if (now.value.kind == rules::kind::event)
            return std::nullopt;
        if (!std::holds_alternative<interval_state>(state.own))
            state.own = interval_state{};
        return keeps_interval(detect, std::get<interval_state>(state.own), now.value, looks)
                   ? found(std::in_place)
                   : std::nullopt;
    }

    found operator()(const rules::phrase_detector& detect) const
    {
        return looks ? spans_of(detect_phrase(judge, one, detect, now)) : std::nullopt;
    }

    found operator()(const rules::pattern_detector& detect) const
    {
        return looks ? spans_of(detect_pattern(judge, one, detect, now)) : std::nullopt;
    }

    found operator()(const rules::repeat_detector& detect) const
    {
        if (now.value.kind != rules::kind::text || now.value.text.empty())
            return std::nullopt;
        if (!std::holds_alternative<repeat_state>(state.own))
            state.own = repeat_state{};
        auto& said = std::get<repeat_state>(state.own);
        if (now.value.role == rules::role::customer)
            hear_customer(detect, said, now.value);
        return looks ? spans_of(find_repeat(detect, said, now)) : std::nullopt;
    }
};

bool stands_at_characters(const rules::expression_detector& detect, std::uint32_t index)
{
    for (std::uint32_t other = 0; other < detect.conditions.size(); ++other)
        for (const auto& to : detect.conditions[other].relations)
            if (to.unit == rules::distance_unit::characters && (other == index || to.of == index))
                return true;
    return false;
}

bool stands_at_messages(const rules::expression_detector& detect)
{
    return std::any_of(detect.conditions.begin(), detect.conditions.end(), [](const rules::condition& one) {
        return std::any_of(one.relations.begin(), one.relations.end(), [](const rules::relation& to) {
            return to.unit == rules::distance_unit::messages;
        });
    });
}

void keep(condition_state& in, condition_state::hit made)
{
    if (in.hits.size() == condition_hits_max)
        in.hits.erase(in.hits.begin());
    in.hits.push_back(std::move(made));
}

// One hit of a message; where conditions stand at characters, one a span.
void keep_hits(
    const rules::expression_detector& detect,
    expression_state& state,
    std::uint32_t index,
    words found,
    const moment& now
)
{
    auto& in = state.conditions[index];
    condition_state::hit made;
    made.order = state.order;
    made.number = in.looked;
    made.id = now.value.id;
    made.ts = now.value.ts;
    if (stands_at_messages(detect))
        for (std::size_t other = 0; other < detect.conditions.size(); ++other) {
            const auto looked = state.conditions[other].looked;
            made.looked.emplace_back(
                looked - (looks_at(detect.conditions[other], now.value) ? 1u : 0u), looked
            );
        }
    if (!stands_at_characters(detect, index)) {
        made.spans = std::move(found.spans);
        made.disguised = found.disguised;
        keep(in, std::move(made));
        return;
    }
    const auto characters = [&](std::uint32_t begin, std::uint32_t end) {
        return static_cast<std::uint32_t>(count_characters(now.value.text.substr(begin, end - begin)));
    };
    for (auto& each : found.spans) {
        auto one = made;
        one.from = characters(0, each.begin);
        one.to = one.from + characters(each.begin, each.end);
        one.disguised = each.disguised;
        one.spans.push_back(std::move(each));
        keep(in, std::move(one));
    }
}

} // namespace

bool looks_at(const rules::condition& one, const message& value)
{
    if (const auto* event = std::get_if<rules::event_condition>(&one.detect))
        return value.kind == rules::kind::event && value.event == event->event;
    return value.kind != rules::kind::event && is_among(one.roles, value.role);
}

bool may_hit(const rules::condition& one, const moment& now)
{
    if (!looks_at(one, now.value))
        return false;
    const auto stands = [&](hit::origin from, std::uint32_t source) {
        const auto [begin, end] = now.facts.of(from, source);
        return begin != end;
    };
    if (const auto* phrase = std::get_if<rules::phrase_detector>(&one.detect))
        return phrase->quantifier == rules::phrase_quantifier::none ||
               stands(hit::origin::list, phrase->list);
    if (const auto* pattern = std::get_if<rules::pattern_detector>(&one.detect))
        return stands(hit::origin::expression, pattern->pattern);
    return true;
}

bool see_message(
    const judgement& judge,
    const rules::rule& one,
    const rules::expression_detector& detect,
    expression_state& state,
    const moment& now
)
{
    ++state.order;
    state.conditions.resize(detect.conditions.size());
    bool any = false;
    for (std::size_t index = 0; index < detect.conditions.size(); ++index) {
        const bool looks = looks_at(detect.conditions[index], now.value);
        state.conditions[index].looked += looks ? 1u : 0u;
        any = any || looks;
    }
    for (std::uint32_t index = 0; index < detect.conditions.size(); ++index) {
        const auto& condition = detect.conditions[index];
        const finder find{judge, one, state.conditions[index], now, looks_at(condition, now.value)};
        if (auto found = std::visit(find, condition.detect))
            keep_hits(detect, state, index, std::move(*found), now);
    }
    return any;
}

} // namespace chatqc::engine
