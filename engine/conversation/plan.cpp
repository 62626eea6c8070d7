#include "engine/conversation/plan.h"

#include "rules/shops.h"

#include <algorithm>
#include <cassert>
#include <type_traits>

namespace chatqc::engine {

namespace {

bool names(const std::vector<std::string>& allowed, const std::string& value)
{
    return allowed.empty() || std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

void sort_in(session_plan& plan, rules::rule_index index, std::vector<bool>& used)
{
    std::visit(
        [&](const auto& detect) {
            using type = std::decay_t<decltype(detect)>;
            if constexpr (std::is_same_v<type, rules::incident_detector>) {
                static_cast<void>(index); // of no single session
            } else if constexpr (std::is_same_v<type, rules::response_detector>) {
                plan.on_round.push_back(index);
                used[detect.profile] = true;
            } else if constexpr (std::is_same_v<type, rules::unanswered_detector>) {
                plan.on_unanswered.push_back(index);
                used[detect.profile] = true;
            } else if (rules::looks_at_one_message(plan.rules->rules[index].detect)) {
                plan.on_message.push_back(index);
            } else {
                if (rules::longest_timer(detect))
                    plan.timed.push_back(plan.with_state.size());
                plan.with_state.push_back(index);
            }
        },
        plan.rules->rules[index].detect
    );
}

void lay_tracks(session_plan& plan, const std::vector<bool>& used)
{
    const auto& profiles = plan.rules->profiles;
    for (rules::profile_index index = 0; index < profiles.size(); ++index) {
        const auto& profile = profiles[index];
        const track_rules answers{
            profile.skips_acknowledgements, profile.bot_replies, profile.follows_transfer};
        auto track = std::find(plan.tracks.begin(), plan.tracks.end(), answers);
        if (track == plan.tracks.end())
            track = plan.tracks.insert(plan.tracks.end(), answers);
        plan.track_of.push_back(static_cast<std::size_t>(track - plan.tracks.begin()));
        if (used[index])
            plan.counted.push_back(index);
    }
}

} // namespace

unit_plans::unit_plans(std::shared_ptr<const engine::unit> value, bool every_profile)
    : unit_(std::move(value)), every_profile_(every_profile)
{
}

std::shared_ptr<const session_plan> unit_plans::of(const std::string& platform, const std::string& shop)
{
    auto& plan = made_[{platform, shop}];
    if (!plan)
        plan = make(platform, shop);
    return plan;
}

std::shared_ptr<const session_plan>
unit_plans::make(const std::string& platform, const std::string& shop) const
{
    const auto& rules = *unit_->rules;
    const auto settings = rules::settings_of(rules, platform, shop);
    const auto zone = unit_->zones->find(settings.hours->zone);
    static const zone_table utc;

    auto plan = std::make_shared<session_plan>(session_plan{
        .unit = unit_,
        .rules = &rules,
        .session_gap = settings.session_gap.value_or(rules::default_session_gap),
        .reopen_gap = settings.reopen_gap.value_or(milliseconds{0}),
        .calendar = shop_calendar{*settings.hours, zone == unit_->zones->end() ? utc : zone->second},
        .calendar_is_default = settings.hours->is_default,
        .tracks = {},
        .track_of = {},
        .counted = {},
        .on_message = {},
        .on_round = {},
        .on_unanswered = {},
        .with_state = {},
        .hears = 0,
        .hears_numbers = false,
        .timed = {},
    });
    std::vector<bool> used(rules.profiles.size(), every_profile_);
    used[0] = true;
    for (rules::rule_index index = 0; index < rules.rules.size(); ++index) {
        const auto& scope = rules.rules[index].scope;
        if (!names(scope.platforms, platform) || !names(scope.shops, shop) ||
            (!scope.not_shops.empty() && names(scope.not_shops, shop)))
            continue;
        sort_in(*plan, index, used);
        plan->hears = std::max(plan->hears, rules.rules[index].customer_said);
        plan->hears_numbers = plan->hears_numbers ||
                              std::holds_alternative<rules::privacy_leak_detector>(rules.rules[index].detect);
        if (rules.rules[index].mode == rules::mode::live)
            plan->session_gap = std::max(
                plan->session_gap, rules::longest_timer(rules.rules[index].detect).value_or(milliseconds{0})
            );
    }
    lay_tracks(*plan, used);
    return plan;
}

bool unit_plans::are_used() const
{
    return std::any_of(made_.begin(), made_.end(), [](const auto& each) {
        return each.second.use_count() > 1;
    });
}

plan_log::plan_log(const unit_log& units, bool every_profile) : every_profile_(every_profile)
{
    for (const auto& [from, value] : units.entries())
        activate(from, value);
}

void plan_log::activate(time_point from, std::shared_ptr<const engine::unit> value)
{
    assert(entries_.empty() || entries_.back().first <= from);
    entries_.emplace_back(from, std::make_unique<unit_plans>(std::move(value), every_profile_));
}

bool plan_log::needs(const engine::unit& value) const
{
    return entries_.back().second->value().get() == &value ||
           std::any_of(entries_.begin(), entries_.end(), [&](const auto& each) {
               return each.second->value().get() == &value && each.second->are_used();
           });
}

unit_plans& plan_log::at(time_point start) const
{
    auto entry = entries_.rbegin();
    while (std::next(entry) != entries_.rend() && entry->first > start)
        ++entry;
    return *entry->second;
}

} // namespace chatqc::engine
