#include "engine/detect/privacy_leak.h"

#include "engine/conversation/memory.h"
#include "engine/detect/content.h"
#include "engine/detect/innocence.h"
#include "engine/detect/substance.h"
#include "engine/text/addresses.h"
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

// What the shop gives out itself, or names as a courier's or to be checked.
bool is_innocent(
    const rules::privacy_leak_detector& detect, const moment& now, std::uint32_t begin, std::uint32_t end
)
{
    const span found{{}, begin, end, {}, false};
    const auto is_it = [&](const hit& own) { return own.begin < end && begin < own.end; };
    const auto is_near = [&](const hit& word) {
        return characters_between(now.value.text, word, found) <= detect.apart;
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
    const auto look = [&](std::uint32_t begin, std::uint32_t end, std::string_view words) {
        if (is_innocent(detect, now, begin, end) || was_told(judge.memory(), words, now.value.ts))
            return;
        const auto text = now.value.text.substr(begin, end - begin);
        made.spans.push_back({std::string{now.value.id}, begin, end, std::string{text}, false});
    };
    const auto& normal = normal_of(now.value.text);
    for (const auto& number : find_numbers(normal))
        if (looks_for(detect, number.kind))
            look(number.begin, number.end, number.digits);
    if (detect.addresses)
        for (const auto& address : find_addresses(normal))
            if (address.is_home)
                look(address.begin, address.end, address.words);
    if (made.spans.empty())
        return;
    order_spans(made.spans);
    made.messages.emplace_back(now.value.id);
    const auto agent = is_approved(now) ? std::string_view{} : *charged;
    judge.fire(index, {now.value.id, now.value.ts}, agent, now.value.ts, std::move(made));
}

} // namespace chatqc::engine
