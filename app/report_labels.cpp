#include "app/report_labels.h"

#include <algorithm>
#include <variant>

namespace chatqc::app {

namespace {

const rules::rule* rule_of(const rules::rule_set& rules, std::string_view id)
{
    const auto found = std::lower_bound(
        rules.rules.begin(),
        rules.rules.end(),
        id,
        [](const rules::rule& entry, std::string_view name) { return entry.id < name; }
    );
    return found == rules.rules.end() || found->id != id ? nullptr : &*found;
}

std::string profile_name(const rules::rule_set& rules, const rules::rule& rule)
{
    if (const auto* response = std::get_if<rules::response_detector>(&rule.detect)) {
        return response->profile < rules.profiles.size() ? rules.profiles[response->profile].name
                                                         : std::string{};
    }
    if (const auto* unanswered = std::get_if<rules::unanswered_detector>(&rule.detect)) {
        return unanswered->profile < rules.profiles.size() ? rules.profiles[unanswered->profile].name
                                                           : std::string{};
    }
    return {};
}

} // namespace

const rules::clock_profile* profile_of(const rules::rule_set& rules, std::string_view name)
{
    for (const rules::clock_profile& each : rules.profiles) {
        if (each.name == name) {
            return &each;
        }
    }
    return nullptr;
}

void note_profile(daily_report& report, const report_rules& rules, const std::string& name)
{
    const auto [label, is_new] = report.profiles.try_emplace(name);
    if (!is_new) {
        return;
    }
    label->second.is_platform = name != "internal";
    for (auto set = rules.sets.rbegin(); set != rules.sets.rend(); ++set) {
        if (const rules::clock_profile* profile = profile_of(**set, name)) {
            label->second.limit = profile->limit;
            label->second.disputed = profile->disputed;
            return;
        }
    }
}

void note_tag(daily_report& report, const report_rules& rules, const std::string& name)
{
    const auto [label, is_new] = report.tags.try_emplace(name, tag_label{name, name});
    if (!is_new) {
        return;
    }
    for (auto set = rules.sets.rbegin(); set != rules.sets.rend(); ++set) {
        const auto& tags = (*set)->tags;
        const auto found =
            std::find_if(tags.begin(), tags.end(), [&](const rules::tag& each) { return each.name == name; });
        if (found != tags.end()) {
            label->second = {found->name_zh, found->name_en};
            return;
        }
    }
}

void note_rule(daily_report& report, const report_rules& rules, const engine::verdict& verdict)
{
    const auto [label, is_new] = report.rules.try_emplace(verdict.rule);
    if (!is_new) {
        return;
    }
    rule_label& to = label->second;
    to = {verdict.rule, verdict.rule, verdict.category, verdict.level, verdict.points, {}};
    for (auto set = rules.sets.rbegin(); set != rules.sets.rend(); ++set) {
        const rules::rule* rule = rule_of(**set, verdict.rule);
        if (rule == nullptr) {
            continue;
        }
        if (!rule->name_zh.empty() || !rule->name_en.empty()) {
            to.name_zh = rule->name_zh.empty() ? rule->name_en : rule->name_zh;
            to.name_en = rule->name_en.empty() ? rule->name_zh : rule->name_en;
        }
        to.category = rule->in;
        to.level = rule->severity;
        to.points = rule->points;
        to.profile = profile_name(**set, *rule);
        if (!to.profile.empty()) {
            note_profile(report, rules, to.profile);
        }
        return;
    }
}

} // namespace chatqc::app
