#include "rules/fields.h"

#include <algorithm>

namespace chatqc::rules {

namespace {

std::string_view kind_text(const node& value)
{
    switch (value.what) {
    case node::kind::null:
        return "nothing";
    case node::kind::scalar:
        return "a text";
    case node::kind::sequence:
        return "a list";
    case node::kind::map:
        return "a map";
    }
    return "";
}

std::string joined(const std::vector<std::string>& names)
{
    std::string result;
    for (const std::string& each : names)
        result += (result.empty() ? "`" : ", `") + each + "`";
    return result;
}

void report_value(const node& from, reporter& report, std::string_view expected, std::string help)
{
    report_at(
        report, code::bad_value, from, "`" + from.text + "` is not " + std::string(expected), std::move(help)
    );
}

} // namespace

fields::fields(const node& map, reporter& report, std::string what)
    : map_(&map), report_(&report), what_(std::move(what))
{
    if (!is_map())
        report_at(
            report,
            code::wrong_type,
            map,
            what_ + " must be a map of keys, found " + std::string(kind_text(map))
        );
}

const node* fields::find(std::string_view key)
{
    known_.emplace_back(key);
    return map_->find(key);
}

const node* fields::need(std::string_view key, std::string help)
{
    const node* found = find(key);
    if (found == nullptr && is_map())
        report_at(
            *report_,
            code::missing_key,
            *map_,
            what_ + " needs the key `" + std::string(key) + "`",
            std::move(help)
        );
    return found;
}

void fields::later(std::initializer_list<std::string_view> keys)
{
    for (const std::string_view key : keys) {
        known_.emplace_back(key);
        for (const entry& each : map_->entries)
            if (each.key.text == key)
                report_at(
                    *report_,
                    code::not_available,
                    each.key,
                    "`" + each.key.text + "` is not available in this version",
                    "remove the key"
                );
    }
}

void fields::finish()
{
    for (const entry& each : map_->entries) {
        if (std::find(known_.begin(), known_.end(), each.key.text) != known_.end())
            continue;
        std::string help = did_you_mean(each.key.text, known_);
        if (each.value.what == node::kind::null && each.key.text.find(' ') != std::string::npos)
            help = "a text that holds a comma must stand in quotes inside braces"; // {why: one, two}
        else if (help.empty())
            help = "the keys of " + what_ + " are " + joined(known_);
        report_at(
            *report_,
            code::unknown_key,
            each.key,
            what_ + " has no key `" + each.key.text + "`",
            std::move(help)
        );
    }
}

void fields::text(std::string_view key, std::string& value)
{
    if (const node* found = find(key))
        if (auto read = read_text(*found, *report_))
            value = std::move(*read);
}

void fields::boolean(std::string_view key, bool& value)
{
    if (const node* found = find(key))
        value = read_boolean(*found, *report_).value_or(value);
}

void fields::duration(std::string_view key, std::optional<milliseconds>& value, milliseconds least)
{
    if (const node* found = find(key))
        if (const auto read = read_duration(*found, *report_, least))
            value = read;
}

void fields::duration(std::string_view key, milliseconds& value, milliseconds least)
{
    if (const node* found = find(key))
        value = read_duration(*found, *report_, least).value_or(value);
}

void fields::count(std::string_view key, std::uint32_t& value, std::uint32_t least, std::uint32_t most)
{
    if (const node* found = find(key))
        if (const auto read = read_integer(*found, *report_, least, most))
            value = static_cast<std::uint32_t>(*read);
}

std::optional<std::string> read_text(const node& from, reporter& report)
{
    if (from.what == node::kind::scalar && from.text.size() <= bounds.text_bytes_max)
        return from.text;
    if (from.what == node::kind::scalar)
        report_at(
            report, code::too_large, from, "longer than " + std::to_string(bounds.text_bytes_max) + " bytes"
        );
    else if (from.what == node::kind::map)
        report_at(
            report,
            code::wrong_type,
            from,
            "expected a text, found a map",
            "a text that holds `: ` must stand in quotes"
        );
    else
        report_at(report, code::wrong_type, from, "expected a text, found " + std::string(kind_text(from)));
    return std::nullopt;
}

std::optional<std::string> read_identifier(const node& from, reporter& report, std::string_view what)
{
    auto text = read_text(from, report);
    if (!text || is_identifier(*text))
        return text;
    report_value(from, report, what, "use at most 64 of A-Z a-z 0-9 _ with single . or - between");
    return std::nullopt;
}

std::optional<std::int64_t>
read_integer(const node& from, reporter& report, std::int64_t least, std::int64_t most)
{
    const auto text = read_text(from, report);
    if (!text)
        return std::nullopt;
    const auto value = integer_of(*text);
    if (value && *value >= least && *value <= most)
        return value;
    const std::string range = std::to_string(least) + " to " + std::to_string(most);
    report_value(from, report, "a whole number from " + range, {});
    return std::nullopt;
}

std::optional<bool> read_boolean(const node& from, reporter& report)
{
    const auto text = read_text(from, report);
    if (!text)
        return std::nullopt;
    const auto value = boolean_of(*text);
    if (!value)
        report_value(from, report, "`true` or `false`", {});
    return value;
}

std::optional<milliseconds> read_duration(const node& from, reporter& report, milliseconds least)
{
    const auto text = read_text(from, report);
    if (!text)
        return std::nullopt;
    const auto value = duration_of(*text);
    if (!value) {
        report_value(
            from, report, "a duration", "write a whole number and a unit: 1500ms, 60s, 3min, 24h, 7d"
        );
        return std::nullopt;
    }
    if (*value >= least)
        return value;
    report_value(from, report, "long enough", "at least " + duration_text(least));
    return std::nullopt;
}

std::optional<day_hours> read_hours(const node& from, reporter& report)
{
    const auto text = read_text(from, report);
    if (!text)
        return std::nullopt;
    const auto value = hours_of(*text);
    if (!value)
        report_value(
            from, report, "a range of hours", "write \"09:00-23:00\", in quotes; 24:00 is the day's end"
        );
    return value;
}

std::vector<const node*> read_texts(const node& from, reporter& report)
{
    std::vector<const node*> result;
    if (from.what == node::kind::scalar) {
        result.push_back(&from);
    } else if (from.what != node::kind::sequence) {
        report_at(
            report, code::wrong_type, from, "expected a list of texts, found " + std::string(kind_text(from))
        );
    }
    for (const node& each : from.items)
        if (read_text(each, report))
            result.push_back(&each);
    return result;
}

void report_choice(const node& from, reporter& report, const std::vector<std::string>& names)
{
    std::string help = did_you_mean(from.text, names);
    if (help.empty())
        help = "it is one of " + joined(names);
    report_at(report, code::bad_value, from, "`" + from.text + "` is not known here", std::move(help));
}

} // namespace chatqc::rules
