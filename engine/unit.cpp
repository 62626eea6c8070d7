#include "engine/unit.h"

#include "rules/voiding.h"

#include <cassert>

namespace chatqc::engine {

namespace {

match_source source_of(const rules::rule_set& rules)
{
    const rules::voiding voiding = rules::voiding_of(rules);
    match_source source;
    source.lists.reserve(rules.lists.size());
    for (std::size_t index = 0; index < rules.lists.size(); ++index) {
        const auto& list = rules.lists[index];
        source.lists.push_back(
            {list.phrases,
             list.whole_word,
             list.homophones,
             list.shapes,
             list.letters,
             voiding.voided_lists[index]}
        );
    }
    for (std::size_t index = 0; index < rules.patterns.size(); ++index) {
        using use = match_source::use;
        const auto& pattern = rules.patterns[index];
        source.expressions.push_back(pattern.regex);
        source.hidden.push_back({pattern.shapes, pattern.letters});
        source.uses.push_back(
            voiding.voids[index]             ? use::voids
            : voiding.voided_patterns[index] ? use::sought_and_voided
                                             : use::sought
        );
    }
    return source;
}

class matcher_at_hand final : public matcher_source {
public:
    explicit matcher_at_hand(std::shared_ptr<const matcher> made) : made_(std::move(made)) {}

    [[nodiscard]] std::shared_ptr<const matcher> get() const override { return made_; }

private:
    std::shared_ptr<const matcher> made_;
};

} // namespace

std::shared_ptr<const matcher>
compile(const rules::rule_set& rules, database_cache* cache, std::vector<pattern_error>& errors)
{
    return matcher::compile(source_of(rules), cache, errors);
}

std::shared_ptr<const unit> make_unit(
    std::shared_ptr<const rules::rule_set> rules,
    std::shared_ptr<const zone_tables> zones,
    database_cache* cache,
    std::vector<pattern_error>& errors
)
{
    auto compiled = compile(*rules, cache, errors);
    if (!compiled)
        return nullptr;
    auto made = std::make_shared<unit>();
    made->match = std::make_shared<const matcher_at_hand>(std::move(compiled));
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
