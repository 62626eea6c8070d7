#include "app/duty.h"

#include "app/endpoint_views.h"
#include "app/reviews.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <utility>

namespace chatqc::app {

namespace {

// In the order of duty_state.
constexpr std::array<std::string_view, 5> states{"open", "overdue", "kept", "kept_late", "settled"};

// As a rule file writes it: a text without its quotation marks, everything else as JSON has it.
std::string value_text(simdjson::dom::element value)
{
    std::string_view text;
    return value.get_string().get(text) == simdjson::SUCCESS ? std::string{text} : simdjson::minify(value);
}

bool has_attribute(simdjson::dom::object attrs, const rules::settling_event::attribute& wanted)
{
    simdjson::dom::element value;
    return attrs.at_key(wanted.name).get(value) == simdjson::SUCCESS &&
           std::find(wanted.values.begin(), wanted.values.end(), value_text(value)) != wanted.values.end();
}

bool settles(const told_event& told, const rules::settling_event& wanted)
{
    if (told.event != wanted.event)
        return false;
    if (wanted.attributes.empty())
        return true;
    simdjson::dom::parser parser;
    simdjson::dom::object attrs;
    return parser.parse(told.attrs).get(attrs) == simdjson::SUCCESS &&
           std::all_of(wanted.attributes.begin(), wanted.attributes.end(), [&](const auto& one) {
               return has_attribute(attrs, one);
           });
}

std::optional<told_event> first_settling(const duty_evidence& evidence, engine::time_point promised)
{
    const told_event* first = nullptr;
    for (const auto& told : evidence.events) {
        const bool is_earlier = told.at.ts >= promised && (first == nullptr || told.at < first->at);
        const auto is_settled_by = [&](const auto& wanted) { return settles(told, wanted); };
        if (is_earlier && std::any_of(evidence.settled_by.begin(), evidence.settled_by.end(), is_settled_by))
            first = &told;
    }
    return first == nullptr ? std::nullopt : std::optional{*first};
}

} // namespace

std::string_view name_of(duty_state value)
{
    return states[static_cast<std::size_t>(value)];
}

std::optional<duty_state> duty_state_of(std::string_view name)
{
    const auto found = std::find(states.begin(), states.end(), name);
    return found == states.end() ? std::nullopt
                                 : std::optional{static_cast<duty_state>(found - states.begin())};
}

void append_events(std::vector<told_event>& to, std::string_view records)
{
    while (!records.empty()) {
        std::size_t consumed = 0;
        const auto read = engine::read_record(records, consumed);
        if (!read)
            return;
        const auto& told = read->message;
        if (told.kind == rules::kind::event && !read->arrival.too_late)
            to.push_back({{told.ts, told.seq, std::string{told.id}}, told.event, std::string{told.attrs}});
        records.remove_prefix(consumed);
    }
}

duty duty_of(engine::verdict promise, const duty_evidence& evidence)
{
    duty made;
    const auto due = promise.receipt.due.value();
    made.kept_by = first_settling(evidence, promise.anchor_ts);
    made.review = evidence.review;
    if (made.review)
        made.state = duty_state::settled;
    else if (made.kept_by)
        made.state = made.kept_by->at.ts <= due ? duty_state::kept : duty_state::kept_late;
    else
        made.state = evidence.now > due ? duty_state::overdue : duty_state::open;
    made.promise = std::move(promise);
    return made;
}

void write_duty(json_writer& out, const duty& value)
{
    out.open('{').key("state").text(name_of(value.state)).key("due").time(value.promise.receipt.due.value());
    if (value.kept_by) {
        out.key("kept_by").open('{').key("event").text(rules::name_of(value.kept_by->event));
        out.key("message").text(value.kept_by->at.id).key("at").time(value.kept_by->at.ts).close('}');
    }
    if (value.review)
        out.key("review").raw(review_json(*value.review));
    out.key("verdict");
    write_verdict(out, value.promise);
    out.close('}');
}

} // namespace chatqc::app
