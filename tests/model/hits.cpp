#include "tests/model/hits.h"

#include "tests/model/words.h"

#include <algorithm>

namespace chatqc::model {

namespace {

using rules::distance_unit;

bool has(const std::vector<rules::role>& roles, rules::role one)
{
    return std::find(roles.begin(), roles.end(), one) != roles.end();
}

} // namespace

seen_by_conditions::seen_by_conditions(
    const judging& here,
    const rules::expression_detector& how,
    std::size_t begin,
    std::size_t until,
    const std::string* instead
)
    : here_(here), how_(how), begin_(begin), instead_(instead)
{
    for (std::uint32_t each = 0; each < how.conditions.size(); ++each) {
        looked_.emplace_back();
        for (std::size_t at = here.in.first; at < until; ++at) {
            if (looks_at(each, at))
                looked_.back().push_back(at);
        }
        hits_.push_back(in_range(each, hits_of(each)));
    }
}

const std::string& seen_by_conditions::text(std::size_t at) const
{
    return instead_ != nullptr ? *instead_ : here_.all[at].text;
}

bool seen_by_conditions::looks_at(std::uint32_t index, std::size_t at) const
{
    const auto& what = here_.all[at];
    if (const auto* event = std::get_if<rules::event_condition>(&condition(index).detect))
        return what.kind == rules::kind::event && what.event == event->event;
    return is_speech(what) && has(condition(index).roles, what.role);
}

bool seen_by_conditions::is_at_characters(std::uint32_t index) const
{
    for (std::uint32_t other = 0; other < how_.conditions.size(); ++other) {
        for (const auto& to : condition(other).relations) {
            if (to.unit == distance_unit::characters && (other == index || to.of == index))
                return true;
        }
    }
    return false;
}

std::vector<hit> seen_by_conditions::hits_of(std::uint32_t index) const
{
    const auto& detect = condition(index).detect;
    std::vector<hit> found;
    if (const auto* repeat = std::get_if<rules::repeat_detector>(&detect)) {
        for (const auto& one : repeats(here_, *repeat, [&](std::size_t at) { return looks_at(index, at); }))
            found.push_back({one.front(), 0, 0});
        return found;
    }
    for (const auto at : looked_[index]) {
        if (at < begin_)
            continue;
        if (const auto* phrase = std::get_if<rules::phrase_detector>(&detect))
            add_phrases(index, *phrase, at, found);
        else if (const auto* message = std::get_if<rules::message_condition>(&detect)) {
            const auto& kinds = message->kinds;
            if (kinds.empty() || std::find(kinds.begin(), kinds.end(), here_.all[at].kind) != kinds.end())
                found.push_back({at, 0, 0});
        } else if (const auto* interval = std::get_if<rules::interval_condition>(&detect)) {
            if (came_after(index, *interval, at))
                found.push_back({at, 0, 0});
        } else {
            found.push_back({at, 0, 0});
        }
    }
    return found;
}

void seen_by_conditions::add_phrases(
    std::uint32_t index, const rules::phrase_detector& phrase, std::size_t at, std::vector<hit>& to
) const
{
    if (!fires(here_, phrase, here_.all[at], text(at)))
        return;
    if (!is_at_characters(index)) {
        const bool is_plain = fires(here_, phrase, here_.all[at], text(at), seeing::what_is_plain);
        to.push_back({at, 0, 0, !is_plain});
        return;
    }
    for (const auto& each : here_.hits(phrase.list, here_.all[at], text(at)))
        to.push_back(
            {at,
             characters(text(at).substr(0, each.begin)),
             characters(text(at).substr(0, each.end)),
             each.disguised}
        );
}

bool seen_by_conditions::came_after(
    std::uint32_t index, const rules::interval_condition& interval, std::size_t at
) const
{
    for (auto back = at; back-- > here_.in.first;) {
        const auto& before = here_.all[back];
        if (!is_speech(before) || (!looks_at(index, back) && !has(interval.since, before.role)))
            continue;
        const auto apart = here_.all[at].ts - before.ts;
        return has(interval.since, before.role) && (!interval.over || apart > *interval.over) &&
               (!interval.under || apart < *interval.under);
    }
    return false;
}

std::size_t seen_by_conditions::position(std::uint32_t index, std::size_t at) const
{
    const auto& looked = looked_[index];
    return static_cast<std::size_t>(std::lower_bound(looked.begin(), looked.end(), at) - looked.begin()) + 1;
}

std::vector<hit> seen_by_conditions::in_range(std::uint32_t index, std::vector<hit> hits) const
{
    const auto& range = condition(index).range;
    const auto size = static_cast<std::int64_t>(looked_[index].size());
    const auto from_front = [&](std::int32_t end) { return end > 0 ? end : size + 1 + end; };
    std::erase_if(hits, [&](const hit& each) {
        const auto place = static_cast<std::int64_t>(position(index, each.at));
        return each.at < begin_ ||
               (range && (place < from_front(range->from) || place > from_front(range->to)));
    });
    return hits;
}

bool needs_one_message(const rules::expression_detector& how)
{
    return !how.is_sequence &&
           std::all_of(how.conditions.begin(), how.conditions.end(), [](const rules::condition& each) {
               const bool of_text = std::holds_alternative<rules::phrase_detector>(each.detect) ||
                                    std::holds_alternative<rules::message_condition>(each.detect);
               return of_text && !each.range &&
                      std::all_of(
                          each.relations.begin(),
                          each.relations.end(),
                          [](const rules::relation& to) {
                              return to.kind == rules::relation_kind::near ||
                                     to.unit == distance_unit::characters;
                          }
                      );
           });
}

} // namespace chatqc::model
