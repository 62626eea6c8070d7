#include "rules/profiles.h"

#include <algorithm>

namespace chatqc::rules {

namespace {

// A key whose value is one of two or more words.
template <class T>
void choice(fields& keys, std::string_view key, T& value, const std::vector<std::pair<std::string, T>>& words)
{
    const node* found = keys.find(key);
    if (found == nullptr)
        return;
    std::vector<std::string> names;
    for (const auto& [name, each] : words)
        names.push_back(name);
    const auto find = [&](std::string_view text) -> std::optional<T> {
        for (const auto& [name, each] : words)
            if (name == text)
                return each;
        return std::nullopt;
    };
    value = read_choice<T>(*found, keys.report(), find, names).value_or(value);
}

void read_hours_keys(fields& keys, clock_profile& to)
{
    const node* hours = keys.find("hours");
    const node* by = keys.find("hours_by");
    if (hours == nullptr || hours->text == "shop_calendar") {
        if (by != nullptr)
            report_at(keys.report(), code::conflict, *by, "`hours_by` needs hours such as \"08:00-23:00\"");
        return;
    }
    if (const auto window = read_hours(*hours, keys.report()))
        to.window = *window;
    to.hours = clock_hours::by_question;
    choice<clock_hours>(
        keys,
        "hours_by",
        to.hours,
        {{"question", clock_hours::by_question}, {"session_start", clock_hours::by_session_start}}
    );
}

void check_warn(
    const fields& keys,
    std::string_view key,
    const std::optional<milliseconds>& limit,
    const std::optional<milliseconds>& warn
)
{
    const node* at = keys.at().find(key);
    if (at == nullptr || !warn || (limit && *warn < *limit))
        return;
    report_at(keys.report(), code::bad_value, *at, "the warning must come before the limit");
}

void read_profile(const named_node& from, rule_set& to, reporter& report)
{
    clock_profile made;
    made.name = from.name;
    read_identifier(*from.key, report, "a profile's name");
    fields keys(*from.value, report, "a profile");
    if (!keys.is_map())
        return;
    choice<bool>(keys, "counts", made.first_round_only, {{"every_round", false}, {"first_round", true}});
    read_hours_keys(keys, made);
    choice<unanswered_as>(
        keys,
        "unanswered",
        made.unanswered,
        {{"violation", unanswered_as::violation},
         {"miss", unanswered_as::miss},
         {"capped", unanswered_as::capped}}
    );
    keys.duration("cap", made.cap);
    keys.boolean("skips_acknowledgements", made.skips_acknowledgements);
    keys.boolean("bot_replies", made.bot_replies);
    keys.boolean("follows_transfer", made.follows_transfer);
    keys.boolean("disputed", made.disputed);
    keys.duration("limit", made.limit);
    keys.duration("warn", made.warn);
    keys.duration("first_limit", made.first_limit);
    keys.duration("first_warn", made.first_warn);
    check_warn(keys, "warn", made.limit, made.warn);
    check_warn(keys, "first_warn", made.first_limit, made.first_warn);
    if (made.unanswered == unanswered_as::capped && !made.cap)
        report_at(report, code::missing_key, *from.key, "a profile with `unanswered: capped` needs `cap`");
    keys.finish();
    to.profiles.push_back(std::move(made));
}

} // namespace

void read_profiles(const std::vector<named_node>& from, rule_set& to, reporter& report)
{
    for (const named_node& each : from) {
        const auto same = [&](const clock_profile& p) { return p.name == each.name; };
        if (std::any_of(to.profiles.begin(), to.profiles.end(), same))
            report_at(
                report,
                code::duplicate_name,
                *each.key,
                "the profile `" + each.name + "` exists already",
                "give it another name; built-in profiles cannot be changed"
            );
        else
            read_profile(each, to, report);
    }
}

std::optional<profile_index> find_profile(const node* name, const rule_set& set, reporter& report)
{
    if (name == nullptr)
        return profile_index{0};
    std::vector<std::string> known;
    for (const clock_profile& each : set.profiles)
        known.push_back(each.name);
    const auto find = [&](std::string_view text) -> std::optional<profile_index> {
        const auto found = std::find(known.begin(), known.end(), text);
        if (found == known.end())
            return std::nullopt;
        return static_cast<profile_index>(found - known.begin());
    };
    const auto text = read_text(*name, report);
    const auto found = text ? find(*text) : std::nullopt;
    if (text && !found) {
        report_at(
            report,
            code::unknown_name,
            *name,
            "no clock profile is called `" + *text + "`",
            did_you_mean(*text, known, "define it under `profiles:`")
        );
    }
    return found;
}

} // namespace chatqc::rules
