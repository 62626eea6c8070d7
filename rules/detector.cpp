#include "rules/detector.h"

#include <algorithm>

namespace chatqc::rules {

namespace {

bool is_of_one_message(const condition& one)
{
    const bool of_text = std::holds_alternative<phrase_detector>(one.detect) ||
                         std::holds_alternative<pattern_detector>(one.detect) ||
                         std::holds_alternative<message_condition>(one.detect);
    return of_text && !one.range &&
           std::all_of(one.relations.begin(), one.relations.end(), [](const relation& to) {
               return to.kind == relation_kind::near || to.unit == distance_unit::characters;
           });
}

bool must_be_missing(const expression_detector& value, std::uint32_t condition)
{
    return std::any_of(value.alternatives.begin(), value.alternatives.end(), [&](const alternative& one) {
        return std::find(one.absent.begin(), one.absent.end(), condition) != one.absent.end();
    });
}

struct finds_sought_list {
    using found = std::optional<list_index>;

    found operator()(const nudge_burst_detector& value) const { return value.list; }

    found operator()(const max_phrase_detector& value) const { return value.list; }

    found operator()(const promise_detector& value) const { return value.list; }

    found operator()(const promise_ledger_detector& value) const { return value.list; }

    found operator()(const nudge_alike_detector& value) const { return value.list; }

    found operator()(const nudge_pacing_detector& value) const { return value.list; }

    found operator()(const nudge_after_paid_detector& value) const { return value.list; }

    found operator()(const nudge_before_answer_detector& value) const { return value.list; }

    found operator()(const empty_nudge_detector& value) const { return value.list; }

    found operator()(const made_to_repeat_detector& value) const { return value.list; }

    found operator()(const bot_trap_detector& value) const { return value.list; }

    template <class Other> found operator()(const Other&) const { return std::nullopt; }
};

} // namespace

std::optional<list_index> sought_list(const detector& value)
{
    return std::visit(finds_sought_list{}, value);
}

bool is_alert(const detector& value)
{
    const auto* said = std::get_if<policy_detector>(&value);
    return std::holds_alternative<promise_ledger_detector>(value) ||
           std::holds_alternative<incident_detector>(value) ||
           (said != nullptr && said->what == policy::customer_risk);
}

bool needs_review(const detector& value)
{
    const auto* said = std::get_if<policy_detector>(&value);
    return std::holds_alternative<privacy_leak_detector>(value) ||
           (said != nullptr && said->what == policy::ask_credential);
}

bool looks_at_one_message(const detector& value)
{
    if (const auto* expression = std::get_if<expression_detector>(&value))
        return !expression->is_sequence &&
               std::all_of(expression->conditions.begin(), expression->conditions.end(), is_of_one_message);
    return std::holds_alternative<phrase_detector>(value) ||
           std::holds_alternative<pattern_detector>(value) ||
           std::holds_alternative<promise_ledger_detector>(value) ||
           std::holds_alternative<policy_detector>(value);
}

std::optional<milliseconds> longest_timer(const detector& value)
{
    const auto* expression = std::get_if<expression_detector>(&value);
    std::optional<milliseconds> longest;
    if (const auto* promise = std::get_if<promise_detector>(&value))
        return promise->within;
    if (const auto* nudge = std::get_if<nudge_before_answer_detector>(&value))
        return nudge->within;
    if (const auto* reply = std::get_if<perfunctory_detector>(&value))
        return reply->within;
    if (const auto* trap = std::get_if<bot_trap_detector>(&value))
        return trap->within;
    if (const auto* missed = std::get_if<missed_followup_detector>(&value))
        return std::max(missed->within, missed->silent);
    if (expression == nullptr)
        return longest;
    for (std::uint32_t each = 0; each < expression->conditions.size(); ++each)
        for (const relation& to : expression->conditions[each].relations) {
            const bool reaches_on = to.kind == relation_kind::after || to.kind == relation_kind::around;
            if (to.unit == distance_unit::time && reaches_on && must_be_missing(*expression, each))
                longest = std::max(longest.value_or(to.within), to.within);
        }
    return longest;
}

} // namespace chatqc::rules
