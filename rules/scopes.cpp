#include "rules/scopes.h"

#include "rules/condition_reader.h"

#include <algorithm>

namespace chatqc::rules {

namespace {

using instant = std::chrono::sys_time<milliseconds>;

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

// Offset of zones that have had one since 2000; others need it in the file, because rules has no zone tables.
std::optional<minutes> fixed_offset(std::string_view zone)
{
    if (zone == "Asia/Shanghai" || zone == "Asia/Taipei" || zone == "Asia/Singapore")
        return minutes(8 * 60);
    if (zone == "UTC" || zone == "Etc/UTC")
        return minutes(0);
    if (zone == "Asia/Tokyo")
        return minutes(9 * 60);
    return std::nullopt;
}

std::optional<instant> read_instant(const node* from, const std::string& zone, reporter& report)
{
    const auto text = from == nullptr ? std::nullopt : read_text(*from, report);
    if (!text)
        return std::nullopt;
    if (const auto exact = instant_of(*text))
        return exact;
    const auto local = local_time_of(*text);
    if (!local) {
        report_at(
            report,
            code::bad_value,
            *from,
            "`" + *text + "` is no date",
            "write 2025-11-01 or 2025-11-01T20:00+08:00"
        );
        return std::nullopt;
    }
    if (const auto offset = fixed_offset(zone))
        return instant(local->time_since_epoch() - *offset);
    report_at(
        report,
        code::bad_value,
        *from,
        "a date in " + zone + " needs its offset",
        "write 2025-11-01T00:00-05:00"
    );
    return std::nullopt;
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
    : zone_(out.set.default_calendar.zone), report_(report)
{
    for (const named_node& each : pack.conditions) {
        read_identifier(*each.key, report, "a condition's name");
        const auto checks = [](const entry& e) { return is_condition_key(e.key.text); };
        const auto& entries = each.value->entries;
        if (std::any_of(entries.begin(), entries.end(), checks)) {
            detector_context context{lists, out, report, each.name, {}, {}, nullptr};
            if (auto made = read_condition(*each.value, context, condition_use::reusable))
                checks_.emplace(each.name, std::move(made->value));
            continue;
        }
        std::string empty_reason;
        conditions_.emplace(each.name, read_keys(*each.value, "a condition", false, empty_reason));
    }
}

const condition* pack_conditions::find(std::string_view name) const
{
    const auto found = checks_.find(name);
    return found == checks_.end() ? nullptr : &found->second;
}

bool pack_conditions::is_scope(std::string_view name) const
{
    return conditions_.find(name) != conditions_.end();
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
    made.valid_from = read_instant(keys.find("from"), zone_, report_);
    made.valid_to = read_instant(keys.find("to"), zone_, report_);
    if (made.valid_from && made.valid_to && *made.valid_from >= *made.valid_to)
        empty_reason = "`to` is not after `from`";
    const node* condition = may_name_condition ? keys.find("condition") : nullptr;
    if (condition != nullptr && read_text(*condition, report_)) {
        const auto found = conditions_.find(condition->text);
        if (found != conditions_.end())
            join(made, found->second, *condition, empty_reason);
        else
            report_unknown(*condition);
    }
    keys.later({"campaign", "customer_said"});
    keys.finish();
    return made;
}

void pack_conditions::report_unknown(const node& name)
{
    const bool checks = find(name.text) != nullptr;
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
                          intersect(to.roles, with.roles);
    if (!possible)
        empty_reason = "scope and condition have nothing in common";
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
