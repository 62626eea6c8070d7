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

} // namespace

bool looks_at_one_message(const detector& value)
{
    if (const auto* expression = std::get_if<expression_detector>(&value))
        return !expression->is_sequence &&
               std::all_of(expression->conditions.begin(), expression->conditions.end(), is_of_one_message);
    return std::holds_alternative<phrase_detector>(value) || std::holds_alternative<pattern_detector>(value);
}

std::optional<milliseconds> longest_timer(const detector& value)
{
    const auto* expression = std::get_if<expression_detector>(&value);
    std::optional<milliseconds> longest;
    if (const auto* promise = std::get_if<promise_detector>(&value))
        return promise->within;
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
