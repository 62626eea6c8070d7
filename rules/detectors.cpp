#include "rules/detectors.h"

#include "rules/detector_readers.h"
#include "rules/expression_reader.h"

#include <algorithm>
#include <array>

namespace chatqc::rules {

namespace {

struct detector_entry {
    std::string_view name;
    std::optional<detector> (*read)(fields&, detector_context&); // null: of the language, not of this version
};

// In the order of `policy`.
constexpr std::array<std::string_view, 6> policy_names{
    "off_platform", "ask_credential", "review_removal", "review_bribe", "customer_risk", "link_policy"};

// In the order of `incident_key`.
constexpr std::array<std::string_view, 4> incident_keys{"shop", "platform", "group", "agent"};

template <policy What> std::optional<detector> read_policy(fields& keys, detector_context& context)
{
    return read_policy(keys, context, What);
}

constexpr std::array detectors{
    detector_entry{"phrase", read_phrase},
    detector_entry{"pattern", read_pattern},
    detector_entry{"first_response", read_first_response},
    detector_entry{"response", read_response},
    detector_entry{"unanswered", read_unanswered},
    detector_entry{"required_phrase", read_required_phrase},
    detector_entry{"repeat", read_repeat},
    detector_entry{"nudge_burst", read_nudge_burst},
    detector_entry{"promise_followup", read_promise},
    detector_entry{"promise_ledger", read_promise_ledger},
    detector_entry{"apology_after_wait", read_apology},
    detector_entry{"max_phrase", read_max_phrase},
    detector_entry{"flood", read_flood},
    detector_entry{"nudge_alike", read_nudge_alike},
    detector_entry{"nudge_pacing", read_nudge_pacing},
    detector_entry{"nudge_before_answer", read_nudge_before_answer},
    detector_entry{"nudge_after_paid", read_nudge_after_paid},
    detector_entry{"empty_nudge", read_empty_nudge},
    detector_entry{"late_contact", read_late_contact},
    detector_entry{"off_platform", read_policy<policy::off_platform>},
    detector_entry{"privacy_leak", read_privacy_leak},
    detector_entry{"ask_credential", read_policy<policy::ask_credential>},
    detector_entry{"review_removal", read_policy<policy::review_removal>},
    detector_entry{"review_bribe", read_policy<policy::review_bribe>},
    detector_entry{"perfunctory", read_perfunctory},
    detector_entry{"customer_risk", read_policy<policy::customer_risk>},
    detector_entry{"made_to_repeat", read_made_to_repeat},
    detector_entry{"handover", read_handover},
    detector_entry{"missed_followup", read_missed_followup},
    detector_entry{"transfer_quality", read_transfer_quality},
    detector_entry{"bot_trap", read_bot_trap},
    detector_entry{"link_policy", read_policy<policy::link_policy>},
    detector_entry{"sequence", read_sequence},
    detector_entry{"count", read_count},
    detector_entry{"ratio", read_ratio},
    detector_entry{"incident", read_incident},
};

// In the order of the alternatives of `detector`; response stands for both response detectors.
constexpr std::array<std::string_view, 28> names_by_alternative{
    "phrase",
    "pattern",
    "response",
    "unanswered",
    "required_phrase",
    "repeat",
    "nudge_burst",
    "expression",
    "count",
    "max_phrase",
    "flood",
    "apology_after_wait",
    "promise_followup",
    "promise_ledger",
    "nudge_alike",
    "nudge_pacing",
    "nudge_after_paid",
    "nudge_before_answer",
    "empty_nudge",
    "perfunctory",
    "made_to_repeat",
    "transfer_quality",
    "bot_trap",
    "late_contact",
    "missed_followup",
    "off_platform",
    "privacy_leak",
    "incident"};

const detector_entry* find_detector(std::string_view name)
{
    const auto same = [&](const detector_entry& each) { return each.name == name; };
    const auto found = std::find_if(detectors.begin(), detectors.end(), same);
    return found == detectors.end() ? nullptr : &*found;
}

} // namespace

std::optional<detector> read_detector(const node& from, detector_context& context)
{
    if (from.what == node::kind::map && !from.entries.empty() && is_operator(from.entries.front().key.text))
        return read_expression(from, context);
    if (from.what != node::kind::map || from.entries.size() != 1) {
        report_at(
            context.report,
            code::wrong_type,
            from,
            "`detect` holds exactly one detector, or an expression",
            "write `detect:` and below it, indented, one detector with its keys"
        );
        return std::nullopt;
    }
    const entry& only = from.entries.front();
    const std::string& name = only.key.text;
    const detector_entry* found = find_detector(name);
    if (found == nullptr) {
        std::vector<std::string> known;
        for (const detector_entry& each : detectors)
            known.emplace_back(each.name);
        const std::string help = did_you_mean(name, known, "see docs/rule-language.md");
        report_at(context.report, code::unknown_name, only.key, "there is no detector `" + name + "`", help);
        return std::nullopt;
    }
    if (found->read == nullptr) {
        const std::string message = "the detector `" + name + "` is not available in this version";
        report_at(context.report, code::not_available, only.key, message, "remove the rule or set it aside");
        return std::nullopt;
    }
    static const node no_keys = [] {
        node empty;
        empty.what = node::kind::map;
        return empty;
    }();
    node body =
        only.value.what == node::kind::null ? no_keys : only.value; // `response:` alone means all defaults
    body.source = only.key.source;
    if (only.value.what == node::kind::null || body.what == node::kind::map) {
        body.begin = only.key.begin; // what is missing in it is shown at its name
        body.end = only.key.end;
    }
    fields keys(body, context.report, "`" + name + "`");
    if (!keys.is_map())
        return std::nullopt;
    auto made = found->read(keys, context);
    keys.finish();
    return made;
}

bool is_detector_name(std::string_view name)
{
    return is_operator(name) || find_detector(name) != nullptr;
}

std::vector<std::string_view> available_detectors()
{
    std::vector<std::string_view> names;
    for (const detector_entry& each : detectors)
        if (each.read != nullptr)
            names.push_back(each.name);
    return names;
}

std::string_view name_of(policy value)
{
    return policy_names[static_cast<std::size_t>(value)];
}

std::string_view name_of(incident_key value)
{
    return incident_keys[static_cast<std::size_t>(value)];
}

std::string_view name_of(const detector& value)
{
    if (const auto* response = std::get_if<response_detector>(&value);
        response != nullptr && response->first_only)
        return "first_response";
    if (const auto* expression = std::get_if<expression_detector>(&value);
        expression != nullptr && expression->is_sequence)
        return "sequence";
    if (const auto* aggregate = std::get_if<aggregate_detector>(&value);
        aggregate != nullptr && aggregate->is_ratio())
        return "ratio";
    if (const auto* repeat = std::get_if<made_to_repeat_detector>(&value);
        repeat != nullptr && repeat->after_transfer)
        return "handover";
    if (const auto* said = std::get_if<policy_detector>(&value))
        return name_of(said->what);
    return names_by_alternative[value.index()];
}

bool finds_spans(const detector& value)
{
    return std::holds_alternative<phrase_detector>(value) ||
           std::holds_alternative<pattern_detector>(value) ||
           std::holds_alternative<expression_detector>(value) ||
           std::holds_alternative<aggregate_detector>(value) ||
           std::holds_alternative<apology_detector>(value) ||
           std::holds_alternative<policy_detector>(value) || sought_list(value).has_value();
}

bool judges_rounds(const detector& value)
{
    return std::holds_alternative<response_detector>(value) ||
           std::holds_alternative<unanswered_detector>(value);
}

} // namespace chatqc::rules
