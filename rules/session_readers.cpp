// The keys of detectors that look at a session: its messages counted, its waits and promises.
#include "rules/condition_reader.h"
#include "rules/detector_readers.h"
#include "rules/profiles.h"

#include <array>

namespace chatqc::rules {

namespace {

constexpr std::array all_incident_keys{
    incident_key::shop, incident_key::platform, incident_key::group, incident_key::agent};
constexpr std::uint32_t count_max = 5'000; // a session holds no more messages

// A condition that is counted: anywhere in the session.
bool read_counted(fields& keys, std::string_view key, detector_context& context, aggregate_detector& to)
{
    const node* from = keys.need(key, "a condition: `{phrase: {list: sorry}, role: agent}`");
    if (from == nullptr)
        return false;
    auto read = from->what == node::kind::scalar ? use_condition(*from, context)
                                                 : read_condition(*from, context, condition_use::reusable);
    if (!read)
        return false;
    condition& made = read->value;
    if (made.range) {
        report_at(context.report, code::conflict, *from, "what is counted has no range");
        return false;
    }
    if (std::holds_alternative<event_condition>(made.detect))
        made.roles.clear();
    else if (made.roles.empty())
        made.roles = context.roles.empty() ? std::vector{role::agent, role::assist} : context.roles;
    to.counted.alternatives.push_back({{static_cast<std::uint32_t>(to.counted.conditions.size())}, {}});
    to.counted.conditions.push_back(std::move(made));
    return true;
}

// `over` or `under`, by `read`.
template <class Read>
bool read_bound(fields& keys, detector_context& context, aggregate_detector& to, Read read)
{
    const node* over = keys.find("over");
    const node* under = keys.find("under");
    if ((over == nullptr) == (under == nullptr)) {
        report_at(context.report, code::missing_key, keys.at(), "give either `over` or `under`");
        return false;
    }
    const auto value = read(over != nullptr ? *over : *under);
    (over != nullptr ? to.over : to.under) = value;
    if (value && under != nullptr && *value == 0)
        context.never_fires = "nothing is less than 0";
    return value.has_value();
}

} // namespace

std::optional<detector> read_count(fields& keys, detector_context& context)
{
    aggregate_detector made;
    const bool has_condition = read_counted(keys, "of", context, made);
    const bool has_bound = read_bound(keys, context, made, [&](const node& from) {
        const auto value = read_integer(from, context.report, 0, count_max);
        return value ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
    });
    return has_condition && has_bound ? std::optional<detector>(std::move(made)) : std::nullopt;
}

std::optional<detector> read_ratio(fields& keys, detector_context& context)
{
    aggregate_detector made;
    const bool has_condition = read_counted(keys, "of", context, made);
    const bool has_other = read_counted(keys, "to", context, made);
    const bool has_bound = read_bound(keys, context, made, [&](const node& from) {
        const auto text = read_text(from, context.report);
        const auto value = text ? hundredths_of(*text) : std::nullopt;
        if (text && !value)
            report_at(
                context.report, code::bad_value, from, "`" + *text + "` is no ratio", "write 0.8 or 1.25"
            );
        return value;
    });
    return has_condition && has_other && has_bound ? std::optional<detector>(std::move(made)) : std::nullopt;
}

std::optional<detector> read_max_phrase(fields& keys, detector_context& context)
{
    max_phrase_detector made;
    const auto list = read_list_or_any(keys, context, false);
    keys.count("max", made.most, 0, 1'000);
    made.or_event = read_or_event(keys, context.report);
    if (const node* range = keys.find("range")) {
        const auto text = read_text(*range, context.report);
        const auto positions = text ? position_range_of(*text) : std::nullopt;
        const bool is_known = positions && positions->from == 1 && (positions->to > 0 || positions->to == -1);
        if (text && !is_known)
            report_at(
                context.report,
                code::bad_value,
                *range,
                "`" + *text + "` is no range whose maximum can be told when it is passed",
                "write `first 10` or `all`"
            );
        else if (is_known && positions->to > 0)
            made.first = static_cast<std::uint32_t>(positions->to);
    }
    if (!list)
        return std::nullopt;
    if (made.first && !made.or_event && *made.first <= made.most)
        context.never_fires = "the range holds no more than `max` messages";
    made.list = *list;
    return made;
}

std::optional<detector> read_flood(fields& keys, detector_context& context)
{
    static_cast<void>(context);
    flood_detector made;
    keys.count("count", made.count, 2, 100);
    keys.duration("within", made.within);
    return made;
}

std::optional<detector> read_apology(fields& keys, detector_context& context)
{
    apology_detector made;
    const auto list = read_list_or_any(keys, context, false);
    const auto profile = find_profile(keys.find("profile"), context.out.set, context.report);
    keys.duration("after", made.after);
    keys.count("messages", made.messages, 0, 1'000);
    if (!list || !profile)
        return std::nullopt;
    made.list = *list;
    made.profile = *profile;
    const auto& cap = context.out.set.profiles[*profile].cap;
    if (cap && *cap <= made.after)
        context.never_fires = "the profile counts no wait longer than " + duration_text(*cap);
    return made;
}

std::optional<detector> read_promise(fields& keys, detector_context& context)
{
    promise_detector made;
    const auto list = read_list_or_any(keys, context, false);
    made.cancelled_by = read_list(keys, "cancelled_by", context);
    keys.duration("within", made.within, std::chrono::seconds(1));
    keys.count("answer_min", made.answer_min, 1, 1'000);
    made.except = read_lists(keys, "except", context, {"ack", "greeting"});
    if (!list)
        return std::nullopt;
    made.list = *list;
    return made;
}

std::optional<detector> read_incident(fields& keys, detector_context& context)
{
    incident_detector made;
    const node* of = keys.need("of", "the rule whose verdicts count: `of: nudge.triple`");
    const auto id = of == nullptr ? std::nullopt : read_identifier(*of, context.report, "a rule's id");
    if (const node* by = keys.find("by")) {
        const auto find = [](std::string_view text) -> std::optional<incident_key> {
            for (const auto each : all_incident_keys)
                if (name_of(each) == text)
                    return each;
            return std::nullopt;
        };
        made.by = read_choice<incident_key>(*by, context.report, find, {"shop", "platform", "group", "agent"})
                      .value_or(made.by);
    }
    keys.count("count", made.count, 2, 1'000);
    keys.duration("within", made.within, std::chrono::seconds(1));
    if (!id)
        return std::nullopt;
    context.out.counted_rules.push_back(*of);
    made.of = *id;
    return made;
}

namespace {

// `status`, or `{event: status, attrs: {status: [shipped, delivered]}}`.
std::optional<settling_event> read_settling_event(const node& from, detector_context& context)
{
    settling_event made;
    const auto read_name = [&](const node& name) {
        const auto what = read_one_of(name, context.report, events_of_conditions());
        made.event = what.value_or(event::none);
        return what.has_value();
    };
    if (from.what == node::kind::scalar)
        return read_name(from) ? std::optional{std::move(made)} : std::nullopt;
    fields keys(from, context.report, "an event of `settled_by`");
    if (!keys.is_map())
        return std::nullopt;
    const node* name = keys.need("event", "name it: `event: status`");
    if (const node* attrs = keys.find("attrs")) {
        if (attrs->what != node::kind::map || attrs->entries.empty())
            report_at(
                context.report,
                code::wrong_type,
                *attrs,
                "`attrs` holds names and values",
                "write `attrs: {status: shipped}`"
            );
        for (const entry& each : attrs->entries) {
            settling_event::attribute one{each.key.text, {}};
            for (const node* value : read_texts(each.value, context.report))
                one.values.push_back(value->text);
            if (!one.values.empty())
                made.attributes.push_back(std::move(one));
        }
    }
    keys.finish();
    return name != nullptr && read_name(*name) ? std::optional{std::move(made)} : std::nullopt;
}

std::vector<settling_event> read_settled_by(const node& from, detector_context& context)
{
    std::vector<settling_event> made;
    if (from.what != node::kind::sequence || from.items.empty())
        report_at(
            context.report,
            code::wrong_type,
            from,
            "`settled_by` is a list of events",
            "write `settled_by: [{event: status, attrs: {status: shipped}}]`"
        );
    for (const node& each : from.items)
        if (auto event = read_settling_event(each, context))
            made.push_back(std::move(*event));
    return made;
}

} // namespace

std::optional<detector> read_promise_ledger(fields& keys, detector_context& context)
{
    promise_ledger_detector made;
    const auto list = read_list_or_any(keys, context, false);
    keys.count("apart", made.apart, 0, 1'000);
    if (const node* events = keys.find("settled_by"))
        made.settled_by = read_settled_by(*events, context);
    if (!list)
        return std::nullopt;
    made.list = *list;
    return made;
}

} // namespace chatqc::rules
