#include "engine/detect/max_phrase.h"

#include "engine/detect/content.h"

#include <algorithm>

namespace chatqc::engine {

namespace {

void fire(judgement& judge, rules::rule_index index, const message& value, std::vector<std::string> messages)
{
    receipt made;
    made.count = static_cast<std::uint32_t>(messages.size());
    made.messages = std::move(messages);
    judge.fire(index, {value.id, value.ts}, charged_for(value, judge.holder()), value.ts, std::move(made));
}

// An event counts where its rule applies: it has no role.
bool counts_event(const judgement& judge, const rules::rule& one, const message& value)
{
    const auto& detect = std::get<rules::max_phrase_detector>(one.detect);
    return detect.or_event == value.event && judge.admits(one, value.ts) &&
           judge.admits(one, judge.holder().str());
}

} // namespace

void see_max_phrase(judgement& judge, rules::rule_index index, max_phrase_state& state, const moment& now)
{
    const auto& one = judge.rule(index);
    const auto& detect = std::get<rules::max_phrase_detector>(one.detect);
    if (state.fired || (detect.first && state.looked == *detect.first))
        return;
    if (now.value.kind == rules::kind::event) {
        if (!counts_event(judge, one, now.value))
            return;
    } else {
        if (!judge.admits(one, now.value, people))
            return;
        judge.applied(one, charged_for(now.value, judge.holder()));
        ++state.looked;
        if (list_spans(judge, one, detect.list, now).empty())
            return;
    }
    state.found.emplace_back(now.value.id);
    if (state.found.size() <= detect.most)
        return;
    state.fired = true;
    fire(judge, index, now.value, std::move(state.found));
}

void see_flood(judgement& judge, rules::rule_index index, flood_state& state, const moment& now)
{
    const auto& one = judge.rule(index);
    const auto& detect = std::get<rules::flood_detector>(one.detect);
    if (state.fired || !judge.admits(one, now.value, people))
        return;
    judge.applied(one, charged_for(now.value, judge.holder()));
    std::erase_if(state.recent, [&](const flood_state::said& each) {
        return now.value.ts - each.ts > detect.within;
    });
    state.recent.push_back({std::string{now.value.id}, now.value.ts});
    if (state.recent.size() < detect.count)
        return;
    state.fired = true;
    std::vector<std::string> messages;
    for (auto& each : state.recent)
        messages.push_back(std::move(each.id));
    state.recent.clear();
    fire(judge, index, now.value, std::move(messages));
}

} // namespace chatqc::engine
