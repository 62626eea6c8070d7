#include "engine/detect/alternative.h"

#include <algorithm>
#include <utility>

namespace chatqc::engine {

namespace {

using rules::distance_unit;
using rules::relation_kind;

// Characters between two spans; 0 where they touch or overlap.
std::uint32_t apart(const condition_state::hit& a, const condition_state::hit& b)
{
    if (a.to <= b.from)
        return b.from - a.to;
    return b.to <= a.from ? a.from - b.to : 0;
}

bool in_order(relation_kind kind, const condition_state::hit& other, const condition_state::hit& own)
{
    switch (kind) {
    case relation_kind::near:
        return own.order == other.order;
    case relation_kind::before:
        return own.order < other.order;
    case relation_kind::after:
        return own.order > other.order;
    case relation_kind::around:
        return true;
    }
    return false;
}

bool at_characters(relation_kind kind, const condition_state::hit& other, const condition_state::hit& own)
{
    const bool in_place = kind == relation_kind::before  ? own.to <= other.from
                          : kind == relation_kind::after ? own.from >= other.to
                                                         : true;
    return own.order == other.order && in_place;
}

} // namespace

alternative_view::alternative_view(
    const rules::expression_detector& detect,
    const rules::alternative& one,
    const expression_state& state,
    const sight& from
)
    : detect_(detect), one_(one), state_(state), from_(from)
{
    const auto is_local = [&](std::uint32_t each) { return detect.conditions[each].is_local(); };
    const auto first = std::find_if(one.needed.begin(), one.needed.end(), is_local);
    if (first != one.needed.end())
        local_ = *first;
}

holding alternative_view::at(std::uint32_t anchor)
{
    anchor_ = anchor;
    deadline_.reset();
    values_.assign(one_.needed.size(), {});
    for (std::size_t place = one_.needed.size(); place-- > 0;)
        for (const hit& each : hits_of(one_.needed[place]))
            if (each.order <= anchor)
                values_[place].push_back(of_hit(place, each));
    value whole{holding::yes, holding::no};
    for (std::size_t place = 0; place < one_.needed.size(); ++place)
        if (!parent_of(one_.needed[place]))
            whole = both(whole, of_condition(place, nullptr));
    for (const std::uint32_t each : one_.absent)
        if (!parent_of(each))
            whole = both(whole, {missing(each, nullptr), holding::no});
    return whole.with;
}

alternative_view::value alternative_view::both(value left, value right)
{
    return {
        std::min(left.any, right.any),
        std::max(std::min(left.with, right.any), std::min(left.any, right.with))};
}

alternative_view::value alternative_view::either(value left, value right)
{
    return {std::max(left.any, right.any), std::max(left.with, right.with)};
}

const std::vector<condition_state::hit>& alternative_view::hits_of(std::uint32_t condition) const
{
    return state_.conditions[condition].hits;
}

// The condition whose hit decides where this one's must be.
std::optional<std::uint32_t> alternative_view::parent_of(std::uint32_t condition) const
{
    const auto& what = detect_.conditions[condition];
    if (!what.relations.empty())
        return what.relations.front().of;
    return what.is_local() && local_ != condition ? local_ : std::nullopt;
}

bool alternative_view::stands(
    std::uint32_t condition, const rules::relation& to, const hit& other, const hit& own
) const
{
    switch (to.unit) {
    case distance_unit::any:
        return in_order(to.kind, other, own);
    case distance_unit::characters:
        return at_characters(to.kind, other, own) && apart(other, own) <= to.count;
    case distance_unit::time:
        return in_order(to.kind, other, own) && std::chrono::abs(own.ts - other.ts) <= to.within;
    case distance_unit::messages: {
        const auto [before, with] = other.looked[condition];
        const bool near_enough = own.order > other.order   ? own.number <= with + to.count
                                 : own.order < other.order ? own.number + to.count > before
                                                           : true;
        return in_order(to.kind, other, own) && near_enough;
    }
    }
    return false;
}

bool alternative_view::stands_to_parent(std::uint32_t condition, const hit& parent, const hit& own) const
{
    const auto& relations = detect_.conditions[condition].relations;
    return relations.empty() ? own.order == parent.order : stands(condition, relations.front(), parent, own);
}

// Positions counted from the end are known at the end.
holding alternative_view::in_range(std::uint32_t condition, std::uint32_t number) const
{
    const auto& range = detect_.conditions[condition].range;
    if (!range)
        return holding::yes;
    const auto position = static_cast<std::int64_t>(number);
    const auto from_end = position - 1 - static_cast<std::int64_t>(state_.conditions[condition].looked);
    const auto is_open = [&](std::int32_t end) { return end < -1 && !from_.is_end; };
    if (range->from > 0 ? position < range->from : from_end < range->from)
        return holding::no; // more messages only move it further from the end
    if (range->to > 0 && position > range->to)
        return holding::no;
    if (is_open(range->to) || (range->from < 0 && !from_.is_end))
        return holding::open;
    return range->to < 0 && from_end > range->to ? holding::no : holding::yes;
}

// Whether the condition has no hit where it must have none; `parent` is the hit it stands to, if to any.
holding alternative_view::missing(std::uint32_t condition, const hit* parent)
{
    const auto& what = detect_.conditions[condition];
    auto found = holding::no;
    for (const hit& each : hits_of(condition))
        if (parent == nullptr || stands_to_parent(condition, *parent, each))
            found = std::max(found, in_range(condition, each.number));
    if (found == holding::yes)
        return holding::no;
    if (parent != nullptr)
        return what.relations.empty() ? holding::yes : window(condition, what.relations.front(), *parent);
    const bool is_over = what.range->to > 0 &&
                         state_.conditions[condition].looked >= static_cast<std::uint32_t>(what.range->to);
    return from_.is_end || is_over ? holding::yes : holding::open;
}

// Yes once nothing more can come into the window.
holding alternative_view::window(std::uint32_t condition, const rules::relation& to, const hit& other)
{
    if (from_.is_end || to.kind == relation_kind::near || to.kind == relation_kind::before)
        return holding::yes;
    switch (to.unit) {
    case distance_unit::any:
        return holding::open;
    case distance_unit::characters:
        return holding::yes;
    case distance_unit::messages:
        return state_.conditions[condition].looked >= other.looked[condition].second + to.count
                   ? holding::yes
                   : holding::open;
    case distance_unit::time:
        break;
    }
    const auto closes = other.ts + to.within;
    if (from_.is_timer ? closes <= from_.now : closes < from_.now)
        return holding::yes;
    deadline_ = std::min(deadline_.value_or(closes), closes);
    return holding::open;
}

// Whether the hits may stand to each other, with nothing between them that must not be.
bool alternative_view::pairs(std::uint32_t condition, const hit* parent, const hit& own) const
{
    if (parent == nullptr)
        return true;
    if (!stands_to_parent(condition, *parent, own))
        return false;
    const auto other = *parent_of(condition);
    return std::none_of(one_.absent.begin(), one_.absent.end(), [&](std::uint32_t each) {
        const auto& relations = detect_.conditions[each].relations;
        const auto is_of_pair = [&](const rules::relation& to) {
            return to.of == condition || to.of == other;
        };
        return relations.size() > 1 && std::all_of(relations.begin(), relations.end(), is_of_pair) &&
               stands_between(each, other, *parent, own);
    });
}

bool alternative_view::stands_between(
    std::uint32_t condition, std::uint32_t other, const hit& parent, const hit& own
) const
{
    const auto& relations = detect_.conditions[condition].relations;
    const auto& hits = hits_of(condition);
    return std::any_of(hits.begin(), hits.end(), [&](const hit& each) {
        return std::all_of(relations.begin(), relations.end(), [&](const rules::relation& to) {
            return stands(condition, to, to.of == other ? parent : own, each);
        });
    });
}

alternative_view::value alternative_view::of_hit(std::size_t place, const hit& one)
{
    const auto condition = one_.needed[place];
    const auto range = in_range(condition, one.number);
    value made{range, one.order == anchor_ ? range : holding::no};
    for (std::size_t child = place + 1; child < one_.needed.size() && made.any != holding::no; ++child)
        if (parent_of(one_.needed[child]) == condition)
            made = both(made, of_condition(child, &one));
    for (const std::uint32_t each : one_.absent)
        if (made.any != holding::no && parent_of(each) == condition &&
            detect_.conditions[each].relations.size() < 2)
            made = both(made, {missing(each, &one), holding::no});
    return made;
}

// The best hit of a condition, of those that stand to `parent` if it stands to any.
alternative_view::value alternative_view::of_condition(std::size_t place, const hit* parent) const
{
    value best;
    for (std::size_t index = 0; index < values_[place].size(); ++index)
        if (pairs(one_.needed[place], parent, hits_of(one_.needed[place])[index]))
            best = either(best, values_[place][index]);
    return best;
}

std::vector<const condition_state::hit*> alternative_view::hits() const
{
    std::vector<const hit*> made;
    pick_below(std::nullopt, nullptr, true, made);
    std::stable_sort(made.begin(), made.end(), [](const hit* a, const hit* b) {
        return std::pair(a->order, a->from) < std::pair(b->order, b->from);
    });
    return made;
}

// Takes the earliest hit of the condition, and of what stands to it; with the anchor among them where it is
// needed. Whether it was among them.
bool alternative_view::pick(
    std::size_t place, const hit* parent, bool needs_anchor, std::vector<const hit*>& to
) const
{
    const auto condition = one_.needed[place];
    for (std::size_t index = 0; index < values_[place].size(); ++index) {
        const hit& own = hits_of(condition)[index];
        const auto& worth = values_[place][index];
        if ((needs_anchor ? worth.with : worth.any) != holding::yes || !pairs(condition, parent, own))
            continue;
        to.push_back(&own);
        const bool is_anchor = own.order == anchor_;
        return pick_below(condition, &own, needs_anchor && !is_anchor, to) || is_anchor;
    }
    return false;
}

// The same for all that stand to a hit of `condition`, or to none.
bool alternative_view::pick_below(
    std::optional<std::uint32_t> condition, const hit* one, bool needs_anchor, std::vector<const hit*>& to
) const
{
    std::vector<std::size_t> places;
    for (std::size_t place = 0; place < one_.needed.size(); ++place)
        if (parent_of(one_.needed[place]) == condition)
            places.push_back(place);
    bool has_anchor = false;
    for (auto place = places.begin(); place != places.end(); ++place) {
        const bool later = std::any_of(place + 1, places.end(), [&](std::size_t each) {
            return of_condition(each, one).with == holding::yes;
        });
        has_anchor = pick(*place, one, needs_anchor && !has_anchor && !later, to) || has_anchor;
    }
    return has_anchor;
}

} // namespace chatqc::engine
