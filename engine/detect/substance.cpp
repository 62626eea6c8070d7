#include "engine/detect/substance.h"

#include <algorithm>
#include <utility>

namespace chatqc::engine {

const normal_form& normal_of(std::string_view text)
{
    // Several detectors ask for the same text, one after the other.
    static thread_local normal_form normal;
    static thread_local std::string of;
    if (of != text) {
        normalise(text, normal);
        of = text;
    }
    return normal;
}

bool holds(const message_facts& facts, std::optional<rules::list_index> list)
{
    if (!list)
        return false;
    const auto [begin, end] = facts.of(hit::origin::list, *list);
    return begin != end;
}

bool holds_any(const message_facts& facts, const std::vector<rules::list_index>& lists)
{
    return std::any_of(lists.begin(), lists.end(), [&](rules::list_index each) {
        return holds(facts, each);
    });
}

bool is_substantive(
    const moment& now, const std::vector<rules::list_index>& empty_words, std::uint32_t characters_min
)
{
    if (now.value.kind != rules::kind::text)
        return now.value.kind != rules::kind::emoji;
    std::vector<std::pair<const hit*, const hit*>> hits;
    hits.reserve(empty_words.size());
    for (const auto each : empty_words)
        hits.push_back(now.facts.of(hit::origin::list, each));
    return characters_outside(now.value.text, normal_of(now.value.text), hits) >= characters_min;
}

} // namespace chatqc::engine
