#include "engine/unit.h"

#include <cassert>

namespace chatqc::engine {

std::shared_ptr<const unit> make_unit(
    std::shared_ptr<const rules::rule_set> rules,
    std::shared_ptr<const zone_tables> zones,
    database_cache* cache,
    std::vector<pattern_error>& errors
)
{
    match_source source;
    source.lists.reserve(rules->lists.size());
    for (const auto& list : rules->lists)
        source.lists.push_back({list.phrases, list.whole_word, list.homophones, list.shapes, list.letters});
    for (const auto& pattern : rules->patterns) {
        source.expressions.push_back(pattern.regex);
        source.hidden.push_back({pattern.shapes, pattern.letters});
    }

    auto made = std::make_shared<unit>();
    made->match = matcher::compile(source, cache, errors);
    if (!made->match)
        return nullptr;
    made->rules = std::move(rules);
    made->zones = std::move(zones);
    return made;
}

void unit_log::activate(time_point from, std::shared_ptr<const unit> value)
{
    if (entries_.empty())
        from = time_point::min();
    assert(entries_.empty() || entries_.back().first <= from);
    entries_.emplace_back(from, std::move(value));
}

const std::shared_ptr<const unit>& unit_log::at(time_point start) const
{
    auto entry = entries_.rbegin();
    while (std::next(entry) != entries_.rend() && entry->first > start)
        ++entry;
    return entry->second;
}

} // namespace chatqc::engine
