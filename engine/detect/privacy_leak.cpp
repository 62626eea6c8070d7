#include "engine/detect/privacy_leak.h"

#include "engine/conversation/memory.h"
#include "engine/detect/content.h"
#include "engine/detect/substance.h"
#include "engine/text/numbers.h"

#include <algorithm>
#include <utility>

namespace chatqc::engine {

namespace {

bool looks_for(const rules::privacy_leak_detector& detect, number_kind kind)
{
    switch (kind) {
    case number_kind::phone:
        return detect.phones;
    case number_kind::identity:
        return detect.identities;
    case number_kind::card:
        return detect.cards;
    }
    return false;
}

template <class Is> bool any_phrase(const moment& now, const std::vector<rules::list_index>& lists, Is is)
{
    return std::any_of(lists.begin(), lists.end(), [&](rules::list_index list) {
        const auto [begin, end] = now.facts.of(hit::origin::list, list);
        return std::any_of(begin, end, is);
    });
}

// A number that the shop gives out, or that is named as a courier's or to be checked.
bool is_innocent(const rules::privacy_leak_detector& detect, const moment& now, const number_span& number)
{
    const auto is_it = [&](const hit& own) { return own.begin < number.end && number.begin < own.end; };
    const auto is_near = [&](const hit& word) {
        return characters_between(now.value.text, word, number) <= detect.apart;
    };
    return any_phrase(now, detect.own_contacts, is_it) || any_phrase(now, detect.context, is_near);
}

} // namespace

void see_privacy_leak(judgement& judge, rules::rule_index index, const moment& now)
{
    const auto& one = judge.rule(index);
    const auto& detect = std::get<rules::privacy_leak_detector>(one.detect);
    const auto charged = applied_to_people(judge, one, now);
    if (!charged)
        return;
    receipt made;
    for (const auto& number : find_numbers(normal_of(now.value.text))) {
        if (!looks_for(detect, number.kind) || is_innocent(detect, now, number) ||
            knows_number(judge.memory(), number.digits, now.value.ts))
            continue;
        const auto text = now.value.text.substr(number.begin, number.end - number.begin);
        made.spans.push_back({std::string{now.value.id}, number.begin, number.end, std::string{text}, false});
    }
    if (made.spans.empty())
        return;
    made.messages.emplace_back(now.value.id);
    judge.fire(index, {now.value.id, now.value.ts}, *charged, now.value.ts, std::move(made));
}

} // namespace chatqc::engine
