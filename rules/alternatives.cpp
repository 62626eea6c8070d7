#include "rules/alternatives.h"

#include "rules/limits.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace chatqc::rules {

namespace {

// Conditions that must hit (true) or must not (false), sorted.
using literals = std::set<std::pair<std::uint32_t, bool>>;
using ways = std::optional<std::vector<literals>>; // nothing: too many

ways join(ways left, const ways& right)
{
    if (!left || !right || left->size() + right->size() > bounds.alternatives_max)
        return std::nullopt;
    for (const literals& each : *right)
        if (std::find(left->begin(), left->end(), each) == left->end())
            left->push_back(each);
    return left;
}

ways product(const ways& left, const ways& right)
{
    if (!left || !right || left->size() * right->size() > bounds.alternatives_max)
        return std::nullopt;
    std::vector<literals> made;
    for (const literals& one : *left)
        for (const literals& other : *right) {
            literals both = one;
            both.insert(other.begin(), other.end());
            if (std::find(made.begin(), made.end(), both) == made.end())
                made.push_back(std::move(both));
        }
    return made;
}

ways expand(const term& from, bool negated);

// At least so many of some terms; what was found for the last ones of them is kept.
class chooser {
public:
    chooser(const std::vector<term>& of, bool negated) : of_(of), negated_(negated) {}

    ways choose(std::size_t count) { return choose(0, count); }

private:
    // Of the terms from `at` on.
    ways choose(std::size_t at, std::size_t count)
    {
        if (count == 0)
            return std::vector<literals>{{}};
        if (of_.size() - at < count)
            return std::vector<literals>{};
        const auto known = known_.find({at, count});
        if (known != known_.end())
            return known->second;
        ways made = product(expand(of_[at], negated_), choose(at + 1, count - 1));
        if (made)
            made = join(std::move(made), choose(at + 1, count));
        known_.emplace(std::pair{at, count}, made);
        return made;
    }

    const std::vector<term>& of_;
    bool negated_;
    std::map<std::pair<std::size_t, std::size_t>, ways> known_;
};

ways expand(const term& from, bool negated)
{
    const std::size_t size = from.of.size();
    switch (from.what) {
    case term::kind::condition:
        return std::vector<literals>{{{from.condition, !negated}}};
    case term::kind::negated:
        return expand(from.of.front(), !negated);
    case term::kind::all: // not all of them: one fails
        return chooser(from.of, negated).choose(negated ? 1 : size);
    case term::kind::any:
        return chooser(from.of, negated).choose(negated ? size : 1);
    case term::kind::at_least:
        return chooser(from.of, negated).choose(negated ? size + 1 - from.at_least : from.at_least);
    }
    return std::nullopt;
}

std::size_t depth_of(const expression_detector& value, std::uint32_t condition)
{
    std::size_t depth = 0;
    for (; !value.conditions[condition].relations.empty() && depth <= value.conditions.size(); ++depth)
        condition = value.conditions[condition].relations.front().of;
    return depth;
}

// Conditions on the same message must look at one that can be: of a role they share, and no event.
bool can_be(const expression_detector& value, const alternative& one)
{
    std::optional<std::vector<role>> shared;
    bool has_event = false;
    for (const std::uint32_t each : one.needed) {
        const condition& what = value.conditions[each];
        if (!what.is_local())
            continue;
        if (shared && (has_event || std::holds_alternative<event_condition>(what.detect)))
            return false;
        has_event = has_event || std::holds_alternative<event_condition>(what.detect);
        if (!shared) {
            shared = what.roles;
            continue;
        }
        std::erase_if(*shared, [&](role r) {
            return std::find(what.roles.begin(), what.roles.end(), r) == what.roles.end();
        });
        if (shared->empty())
            return false;
    }
    return true;
}

} // namespace

bool ends(const expression_detector& value, std::uint32_t condition)
{
    return depth_of(value, condition) <= value.conditions.size();
}

std::optional<std::vector<alternative>> alternatives_of(const expression_detector& value)
{
    const ways found = expand(value.holds, false);
    if (!found)
        return std::nullopt;
    std::vector<alternative> made;
    for (const literals& each : *found) {
        alternative one;
        bool contradicts = false;
        for (const auto& [condition, hits] : each) {
            contradicts = contradicts || (hits && each.count({condition, false}) != 0);
            (hits ? one.needed : one.absent).push_back(condition);
        }
        std::stable_sort(one.needed.begin(), one.needed.end(), [&](std::uint32_t a, std::uint32_t b) {
            return depth_of(value, a) < depth_of(value, b);
        });
        if (!contradicts && can_be(value, one))
            made.push_back(std::move(one));
    }
    return made;
}

} // namespace chatqc::rules
