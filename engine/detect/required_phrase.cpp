#include "engine/detect/required_phrase.h"

#include "engine/detect/content.h"

#include <algorithm>

namespace chatqc::engine {

namespace {

const rules::required_phrase_detector& settings(const judgement& judge, rules::rule_index index)
{
    return std::get<rules::required_phrase_detector>(judge.rule(index).detect);
}

void decide(
    judgement& judge, rules::rule_index index, required_state& state, anchor_ref anchor, time_point at
)
{
    state.decided = true;
    if (state.satisfied)
        return;
    receipt made;
    made.messages.emplace_back(anchor.id);
    made.count = std::min(state.seen, settings(judge, index).n);
    const auto& sender = anchor.id == state.last ? state.last_sender : judge.session().opener;
    const auto& charged = sender.empty() ? judge.holder() : sender;
    judge.fire(index, anchor, charged.str(), at, std::move(made));
}

// Whether a phrase or the event stands among the last n messages of the range's roles.
bool satisfied_in_last(const required_state& state, std::uint32_t n)
{
    const std::uint64_t window = n >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1;
    const bool event_in = state.event_at && state.seen - *state.event_at < n;
    return (state.recent & window) != 0 || event_in;
}

} // namespace

void see_required(judgement& judge, rules::rule_index index, required_state& state, const moment& now)
{
    const auto& one = judge.rule(index);
    const auto& detect = settings(judge, index);
    if (state.decided || (detect.customer_opened && !judge.session().opened_by_customer) ||
        !judge.admits(one, now.value, people))
        return;
    judge.applied(one, charged_for(now.value, judge.holder()));
    const bool stands = !list_spans(judge, one, detect.list, now).empty();
    ++state.seen;
    state.recent = (state.recent << 1) | (stands ? 1u : 0u);
    state.last = now.value.id;
    judge.names().set(state.last_sender, is_person(now.value.role) ? now.value.sender : std::string_view{});
    state.last_ts = now.value.ts;
    const bool whole_range =
        detect.range == rules::range_kind::first || detect.range == rules::range_kind::all;
    if (stands && (whole_range || (detect.range == rules::range_kind::nth && state.seen == detect.n)))
        state.satisfied = true;
    const bool bounded = detect.range == rules::range_kind::first || detect.range == rules::range_kind::nth;
    if (bounded && state.seen == detect.n)
        decide(judge, index, state, {now.value.id, now.value.ts}, now.value.ts);
}

void see_required_event(
    judgement& judge, rules::rule_index index, required_state& state, const message& event
)
{
    const auto& detect = settings(judge, index);
    if (!detect.or_event || event.event != *detect.or_event)
        return;
    state.event_at = state.seen;
    if (detect.range == rules::range_kind::first || detect.range == rules::range_kind::all)
        state.satisfied = true;
}

void end_required(judgement& judge, rules::rule_index index, required_state& state, time_point at)
{
    const auto& detect = settings(judge, index);
    if (state.decided || state.seen == 0)
        return;
    const auto last = std::string{state.last};
    switch (detect.range) {
    case rules::range_kind::nth:
        return; // the range never came to be
    case rules::range_kind::last:
        state.satisfied = satisfied_in_last(state, detect.n);
        decide(judge, index, state, {judge.session().id, judge.session().started}, at);
        return;
    case rules::range_kind::first:
    case rules::range_kind::all:
        decide(judge, index, state, {last, state.last_ts}, at);
        return;
    }
}

} // namespace chatqc::engine
