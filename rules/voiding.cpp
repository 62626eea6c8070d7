#include "rules/voiding.h"

namespace chatqc::rules {

namespace {

// What one rule looks for and what voids it.
struct rule_texts {
    std::vector<list_index> lists;
    std::vector<pattern_index> patterns;
    std::vector<pattern_index> voiding;
    bool is_all = true; // nothing but a hit of those makes the rule read what voids
};

struct text_collector {
    rule_texts& to;

    void operator()(const phrase_detector& value) const { to.lists.push_back(value.list); }

    void operator()(const pattern_detector& value) const
    {
        to.patterns.push_back(value.pattern);
        add(to.voiding, value.except);
    }

    void operator()(const policy_detector& value) const
    {
        for (const auto* each : {&value.lists, &value.about, &value.with})
            add(to.lists, *each);
        add(to.patterns, value.patterns);
        add(to.voiding, value.innocent_patterns);
        to.is_all = to.is_all && !value.links; // a link is no hit of a list or an expression
    }

    void operator()(const expression_detector& value) const
    {
        for (const condition& each : value.conditions)
            std::visit(*this, each.detect);
    }

    void operator()(const aggregate_detector& value) const { (*this)(value.counted); }

    void operator()(const message_condition&) const {}

    void operator()(const event_condition&) const {}

    void operator()(const interval_condition&) const {}

    template <class Other> void operator()(const Other&) const { to.is_all = false; }

private:
    template <class Index> static void add(std::vector<Index>& all, const std::vector<Index>& more)
    {
        all.insert(all.end(), more.begin(), more.end());
    }
};

rule_texts texts_of(const rule& value)
{
    rule_texts made;
    std::visit(text_collector{made}, value.detect);
    for (const exception& each : value.except)
        if (each.pattern)
            made.voiding.push_back(*each.pattern);
    return made;
}

} // namespace

voiding voiding_of(const rule_set& set)
{
    voiding made{
        std::vector<bool>(set.patterns.size(), true),
        std::vector<bool>(set.lists.size()),
        std::vector<bool>(set.patterns.size())};
    for (const rule& each : set.rules) {
        const rule_texts texts = texts_of(each);
        for (const pattern_index sought : texts.patterns)
            made.voids[sought] = false;
        if (texts.voiding.empty())
            continue;
        for (const pattern_index one : texts.voiding)
            made.voids[one] = made.voids[one] && texts.is_all;
        for (const list_index list : texts.lists)
            made.voided_lists[list] = true;
        for (const pattern_index pattern : texts.patterns)
            made.voided_patterns[pattern] = true;
    }
    return made;
}

} // namespace chatqc::rules
