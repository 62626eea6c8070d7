#include "rules/condition_reader.h"

#include "rules/detector_readers.h"
#include "rules/scopes.h"

#include <algorithm>
#include <array>

namespace chatqc::rules {

namespace {

constexpr std::int64_t position_max = 1'000;

constexpr std::array<std::string_view, 7> condition_keys{
    "phrase", "pattern", "message", "event", "interval", "repeat", "condition"};

struct relation_name {
    std::string_view key;
    relation_kind kind;
};

constexpr std::array<relation_name, 4> relation_names{
    {{"near", relation_kind::near},
     {"before", relation_kind::before},
     {"after", relation_kind::after},
     {"around", relation_kind::around}}};

std::optional<condition_detector> read_message(const node& from, detector_context& context)
{
    message_condition made;
    if (from.what == node::kind::null)
        return made;
    fields keys(from, context.report, "`message`");
    if (!keys.is_map())
        return std::nullopt;
    if (const node* kinds = keys.find("kind"))
        for (const node* each : read_texts(*kinds, context.report))
            if (const auto one = read_one_of(*each, context.report, values_between(kind::text, kind::file)))
                made.kinds.push_back(*one);
    keys.finish();
    return made;
}

std::optional<condition_detector> read_event(const node& from, detector_context& context)
{
    const auto what = read_one_of(from, context.report, events_of_conditions());
    if (!what)
        return std::nullopt;
    return event_condition{*what};
}

std::optional<condition_detector> read_interval(const node& from, detector_context& context)
{
    interval_condition made;
    fields keys(from, context.report, "`interval`");
    if (!keys.is_map())
        return std::nullopt;
    read_roles(keys, "since", made.since);
    keys.duration("over", made.over);
    keys.duration("under", made.under);
    keys.finish();
    if (made.since.empty())
        made.since = {role::customer};
    if (!made.over && !made.under) {
        report_at(context.report, code::missing_key, from, "`interval` needs `over` or `under`");
        return std::nullopt;
    }
    if (made.over && made.under && *made.under <= *made.over)
        report_at(context.report, code::bad_value, from, "no time is both over and under these");
    return made;
}

// A detector that may also stand alone.
template <class Detector> std::optional<condition_detector> of(const std::optional<detector>& made)
{
    if (!made)
        return std::nullopt;
    return std::get<Detector>(*made);
}

std::optional<condition_detector>
read_checked(const std::string& key, const node& from, detector_context& context)
{
    if (key == "message")
        return read_message(from, context);
    if (key == "event")
        return read_event(from, context);
    if (key == "interval")
        return read_interval(from, context);
    node nothing;
    nothing.what = node::kind::map;
    nothing.source = from.source;
    nothing.begin = from.begin;
    nothing.end = from.end;
    fields keys(
        key == "repeat" && from.what == node::kind::null ? nothing : from, context.report, "`" + key + "`"
    );
    if (!keys.is_map())
        return std::nullopt;
    auto made = key == "phrase"    ? of<phrase_detector>(read_phrase(keys, context))
                : key == "pattern" ? of<pattern_detector>(read_pattern(keys, context))
                                   : of<repeat_detector>(read_repeat(keys, context));
    keys.finish();
    return made;
}

// `after: a` or `after: {of: a, messages: 3}`.
std::optional<written_condition::named_relation>
read_relation(relation_kind kind, const node& from, detector_context& context)
{
    written_condition::named_relation made;
    made.value.kind = kind;
    made.at = &from;
    if (from.what == node::kind::scalar) {
        made.of = from.text;
        return made;
    }
    fields keys(from, context.report, "a relation");
    if (!keys.is_map())
        return std::nullopt;
    if (const node* of = keys.need("of", "name the condition it stands to: `of: a`"))
        made.of = read_text(*of, context.report).value_or("");
    relation& to = made.value;
    int given = 0;
    const auto take = [&](std::string_view key, distance_unit unit) {
        if (keys.find(key) == nullptr)
            return;
        ++given;
        to.unit = unit;
        if (unit == distance_unit::time)
            keys.duration(key, to.within);
        else
            keys.count(key, to.count, unit == distance_unit::characters ? 0 : 1, position_max);
    };
    take("characters", distance_unit::characters);
    take("messages", distance_unit::messages);
    take("within", distance_unit::time);
    keys.finish();
    if (given > 1)
        report_at(
            context.report, code::conflict, from, "give one of `characters`, `messages`, `within` as distance"
        );
    if (kind == relation_kind::near && to.unit != distance_unit::characters && to.unit != distance_unit::any)
        report_at(
            context.report,
            code::conflict,
            from,
            "`near` is the same message",
            "use `around` for messages before and after"
        );
    return made;
}

void read_range(const node& from, condition& to, detector_context& context)
{
    const auto text = read_text(from, context.report);
    if (!text)
        return;
    to.range = position_range_of(*text);
    if (!to.range)
        report_at(
            context.report,
            code::bad_value,
            from,
            "`" + *text + "` is no range",
            "write `first 3`, `last 3`, `nth 2`, `nth -1` (the last), `2..5`, `-5..-2` or `all`"
        );
}

void read_place(fields& keys, written_condition& to, detector_context& context, condition_use use)
{
    const node* range = keys.find("range");
    if (range != nullptr)
        read_range(*range, to.value, context);
    const node* relates = nullptr;
    for (const relation_name& each : relation_names)
        if (const node* found = keys.find(each.key)) {
            relates = found;
            if (auto made = read_relation(each.kind, *found, context))
                to.relations.push_back(std::move(*made));
        }
    if (use == condition_use::step) {
        keys.find("within");
        keys.find("messages");
    }
    if (use == condition_use::reusable && relates != nullptr)
        report_at(
            context.report,
            code::conflict,
            *relates,
            "an entry of `conditions:` stands to no other",
            "say it where the condition is used"
        );
    else if (use == condition_use::step && (to.value.range || relates != nullptr))
        report_at(
            context.report,
            code::conflict,
            keys.at(),
            "a step stands behind the one before it",
            "give it `within` or `messages`, or write an expression"
        );
    else if (to.value.range && relates != nullptr)
        report_at(
            context.report,
            code::conflict,
            keys.at(),
            "a condition has a range or stands to another, not both",
            "put the range on the other condition"
        );
}

// The one key that says what is checked; reports.
const entry* checked_key(fields& keys, detector_context& context)
{
    const entry* checked = nullptr;
    for (const std::string_view each : condition_keys)
        keys.find(each);
    for (const entry& each : keys.at().entries) {
        if (!is_condition_key(each.key.text))
            continue;
        if (checked != nullptr)
            report_at(
                context.report,
                code::conflict,
                each.key,
                "a condition checks one thing, not `" + checked->key.text + "` and `" + each.key.text + "`",
                "join two conditions with `all`"
            );
        checked = &each;
    }
    if (checked == nullptr)
        report_at(
            context.report,
            code::missing_key,
            keys.at(),
            "a condition needs what it checks",
            "give `phrase`, `pattern`, `message`, `event`, `interval`, `repeat` or `condition: NAME`"
        );
    return checked;
}

} // namespace

bool is_condition_key(std::string_view key)
{
    return std::find(condition_keys.begin(), condition_keys.end(), key) != condition_keys.end();
}

std::optional<written_condition>
read_condition(const node& from, detector_context& context, condition_use use)
{
    const std::size_t errors = context.report.errors();
    fields keys(from, context.report, "a condition");
    const entry* checked = keys.is_map() ? checked_key(keys, context) : nullptr;
    if (checked == nullptr)
        return std::nullopt;
    written_condition made;
    if (checked->key.text == "condition") {
        if (auto used = use_condition(checked->value, context))
            made = std::move(*used);
    } else if (auto read = read_checked(checked->key.text, checked->value, context)) {
        made.value.detect = std::move(*read);
    }
    made.at = &from;
    if (const node* role = keys.find("role")) {
        made.value.roles.clear();
        read_roles(keys, "role", made.value.roles);
        if (std::holds_alternative<event_condition>(made.value.detect))
            report_at(context.report, code::conflict, *role, "an event has no role");
    }
    read_place(keys, made, context, use);
    keys.finish();
    return context.report.errors() == errors ? std::optional(std::move(made)) : std::nullopt;
}

std::optional<written_condition> use_condition(const node& name, detector_context& context)
{
    if (!read_text(name, context.report))
        return std::nullopt;
    const condition* found = context.conditions == nullptr ? nullptr : context.conditions->use(name);
    if (found == nullptr) {
        const bool is_scope = context.conditions != nullptr && context.conditions->is_scope(name);
        report_at(
            context.report,
            code::unknown_name,
            name,
            is_scope ? "the condition `" + name.text + "` says where a rule applies, not what is said"
                     : "no condition is called `" + name.text + "`",
            is_scope ? "write it as `scope: {condition: " + name.text + "}`" : "define it under `conditions:`"
        );
        return std::nullopt;
    }
    written_condition made;
    made.value = *found;
    made.at = &name;
    return made;
}

std::optional<position_range> position_range_of(std::string_view text)
{
    const auto position = [](std::string_view word) {
        const auto value = integer_of(trimmed(word));
        const bool good = value && *value != 0 && *value >= -position_max && *value <= position_max;
        return good ? std::optional(static_cast<std::int32_t>(*value)) : std::nullopt;
    };
    if (text == "all")
        return position_range{1, -1};
    if (const std::size_t dots = text.find(".."); dots != std::string_view::npos) {
        const auto from = position(text.substr(0, dots));
        const auto to = position(text.substr(dots + 2));
        if (!from || !to || (*from < 0 && *to > 0) || ((*from < 0) == (*to < 0) && *from > *to))
            return std::nullopt;
        return position_range{*from, *to};
    }
    const std::size_t blank = text.find(' ');
    const auto n = blank == std::string_view::npos ? std::nullopt : position(text.substr(blank));
    const std::string_view word = text.substr(0, blank);
    if (!n || (word != "nth" && *n < 0))
        return std::nullopt;
    if (word == "first")
        return position_range{1, *n};
    if (word == "last")
        return position_range{-*n, -1};
    return word == "nth" ? std::optional(position_range{*n, *n}) : std::nullopt;
}

} // namespace chatqc::rules
