#include "rules/scopes.h"

#include "rules/campaigns.h"
#include "rules/condition_reader.h"

#include <algorithm>

namespace chatqc::rules {

namespace {

void read_names(fields& keys, std::string_view key, std::vector<std::string>& to)
{
    const node* found = keys.find(key);
    if (found == nullptr)
        return;
    for (const node* each : read_texts(*found, keys.report())) {
        if (each->text.empty())
            report_at(keys.report(), code::bad_value, *each, "a name is empty");
        to.push_back(each->text);
    }
    if (to.empty() && found->what == node::kind::sequence)
        report_at(
            keys.report(), code::bad_value, *found, "the list is empty", "leave the key out to mean any"
        );
}

// Both must hold. False when both name something and nothing is in both.
template <class T> bool intersect(std::vector<T>& to, const std::vector<T>& with)
{
    if (with.empty())
        return true;
    if (to.empty()) {
        to = with;
        return true;
    }
    std::erase_if(to, [&](const T& each) { return std::find(with.begin(), with.end(), each) == with.end(); });
    return !to.empty();
}

} // namespace

pack_conditions::pack_conditions(const pack_document& pack, pack_lists& lists, draft& out, reporter& report)
    : lists_(lists), out_(out), report_(report)
{
    for (const auto& tree : pack.trees)
        out.conditions_of.emplace(tree->source.get(), this);
    for (const named_node& each : pack.conditions)
        declare(each);
}

void pack_conditions::declare(const named_node& from)
{
    read_identifier(*from.key, report_, "a condition's name");
    declared made;
    made.key = from.key;
    const auto checks = [](const entry& e) { return is_condition_key(e.key.text); };
    const auto& entries = from.value->entries;
    if (std::any_of(entries.begin(), entries.end(), checks)) {
        detector_context context{lists_, out_, report_, from.name, {}, {}, nullptr};
        auto read = read_condition(*from.value, context, condition_use::reusable);
        if (!read)
            return;
        made.check = std::move(read->value);
    } else {
        std::string empty_reason;
        made.where = read_keys(*from.value, "a condition", false, empty_reason);
    }
    conditions_.emplace(from.name, std::move(made));
}

pack_conditions::declared* pack_conditions::find(const node& name) const
{
    auto& conditions = out_.conditions_of.at(name.source)->conditions_;
    const auto found = conditions.find(name.text);
    return found == conditions.end() ? nullptr : &found->second;
}

const condition* pack_conditions::use(const node& name)
{
    declared* const found = find(name);
    if (found == nullptr || !found->check)
        return nullptr;
    found->used = true;
    return &*found->check;
}

bool pack_conditions::is_scope(const node& name) const
{
    const declared* const found = find(name);
    return found != nullptr && !found->check;
}

void pack_conditions::warn_unused()
{
    for (const auto& [name, each] : conditions_)
        if (!each.used)
            report_at(
                report_,
                code::unused_condition,
                *each.key,
                "no rule uses the condition `" + name + "`",
                each.check ? "remove it, or use it in `detect: {all: [" + name + ", …]}`"
                           : "remove it, or use it as `scope: {condition: " + name + "}`"
            );
}

scope pack_conditions::read_scope(const node& from, std::string& empty_reason)
{
    return read_keys(from, "`scope`", true, empty_reason);
}

scope pack_conditions::read_keys(
    const node& from, const std::string& what, bool may_name_condition, std::string& empty_reason
)
{
    scope made;
    fields keys(from, report_, what);
    if (!keys.is_map())
        return made;
    read_names(keys, "platform", made.platforms);
    read_names(keys, "shop", made.shops);
    read_names(keys, "group", made.groups);
    read_names(keys, "sender", made.senders);
    read_roles(keys, "role", made.roles);
    if (const node* hours = keys.find("hours"))
        made.hours = read_hours(*hours, report_);
    const std::string& zone = out_.set.default_calendar.zone;
    made.valid_from = read_instant(keys.find("from"), zone, report_);
    made.valid_to = read_instant(keys.find("to"), zone, report_);
    read_campaigns(keys, "campaign", made.campaigns);
    read_campaigns(keys, "outside_campaign", made.outside_campaigns);
    if (made.valid_from && made.valid_to && *made.valid_from >= *made.valid_to)
        empty_reason = "`to` is not after `from`";
    const node* condition = may_name_condition ? keys.find("condition") : nullptr;
    if (condition != nullptr && read_text(*condition, report_)) {
        declared* const found = find(*condition);
        if (found != nullptr && !found->check) {
            found->used = true;
            join(made, found->where, *condition, empty_reason);
        } else {
            report_unknown(*condition);
        }
    }
    keys.finish();
    return made;
}

void pack_conditions::read_campaigns(fields& keys, std::string_view key, std::vector<campaign_index>& to)
{
    const node* found = keys.find(key);
    if (found == nullptr)
        return;
    for (const node* each : read_texts(*found, report_))
        if (const auto campaign = use_campaign(*each, out_, report_))
            to.push_back(*campaign);
}

void pack_conditions::report_unknown(const node& name)
{
    const bool checks = find(name) != nullptr;
    report_at(
        report_,
        code::unknown_name,
        name,
        checks ? "the condition `" + name.text + "` says what is said, not where a rule applies"
               : "no condition is called `" + name.text + "`",
        checks ? "use it in `detect: {all: [" + name.text + ", …]}`" : "define it under `conditions:`"
    );
}

void pack_conditions::join(scope& to, const scope& with, const node& at, std::string& empty_reason)
{
    const bool possible = intersect(to.platforms, with.platforms) && intersect(to.shops, with.shops) &&
                          intersect(to.groups, with.groups) && intersect(to.senders, with.senders) &&
                          intersect(to.roles, with.roles) && intersect(to.campaigns, with.campaigns);
    if (!possible)
        empty_reason = "scope and condition have nothing in common";
    to.outside_campaigns.insert(
        to.outside_campaigns.end(), with.outside_campaigns.begin(), with.outside_campaigns.end()
    );
    if (to.hours && with.hours)
        report_at(report_, code::conflict, at, "scope and condition both give `hours`", "keep one of them");
    else if (with.hours)
        to.hours = with.hours;
    if (with.valid_from && (!to.valid_from || *to.valid_from < *with.valid_from))
        to.valid_from = with.valid_from;
    if (with.valid_to && (!to.valid_to || *to.valid_to > *with.valid_to))
        to.valid_to = with.valid_to;
    if (to.valid_from && to.valid_to && *to.valid_from >= *to.valid_to)
        empty_reason = "scope and condition have no time in common";
}

void read_roles(fields& keys, std::string_view key, std::vector<role>& to)
{
    const node* found = keys.find(key);
    if (found == nullptr)
        return;
    const auto roles = values_between(role::customer, role::autoreply);
    for (const node* each : read_texts(*found, keys.report()))
        if (const auto value = read_one_of(*each, keys.report(), roles))
            to.push_back(*value);
}

} // namespace chatqc::rules
