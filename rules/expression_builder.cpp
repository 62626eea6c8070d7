#include "rules/expression_builder.h"

#include "rules/alternatives.h"

#include <algorithm>

namespace chatqc::rules {

namespace {

term single(std::size_t condition)
{
    term made;
    made.condition = static_cast<std::uint32_t>(condition);
    return made;
}

bool finds_spans(const condition& value)
{
    const auto* phrase = std::get_if<phrase_detector>(&value.detect);
    return std::holds_alternative<pattern_detector>(value.detect) ||
           (phrase != nullptr && phrase->quantifier != phrase_quantifier::none);
}

} // namespace

void expression_builder::fail(code what, const node& at, std::string message, std::string help)
{
    report_at(report_, what, at, std::move(message), std::move(help));
}

std::optional<term> expression_builder::find(std::string_view name) const
{
    const auto known = names_.find(name);
    return known == names_.end() ? std::nullopt : std::optional(single(known->second));
}

term expression_builder::take(std::optional<written_condition> read, const std::string& name, const node& at)
{
    if (!name.empty() && names_.count(name) != 0)
        fail(code::duplicate_name, at, "the condition `" + name + "` is named twice");
    if (!read)
        return {};
    if (made_.conditions.size() == bounds.conditions_max) {
        const std::string most = std::to_string(bounds.conditions_max);
        fail(code::too_large, at, "more than " + most + " conditions in an expression", "split the rule");
        return {};
    }
    const std::size_t index = made_.conditions.size();
    if (!name.empty())
        names_.emplace(name, index);
    condition& made = made_.conditions.emplace_back(std::move(read->value));
    made.name = name;
    if (std::holds_alternative<event_condition>(made.detect))
        made.roles.clear();
    else if (made.roles.empty())
        made.roles = context_.roles.empty() ? std::vector{role::agent, role::assist} : context_.roles;
    read->at = &at;
    written_.push_back(std::move(*read));
    return single(index);
}

std::optional<detector> expression_builder::finish(const node& at)
{
    if (report_.errors() != errors_)
        return std::nullopt;
    for (std::size_t i = 0; i < written_.size(); ++i)
        resolve(i);
    for (std::size_t i = 0; i < written_.size() && report_.errors() == errors_; ++i)
        if (!ends(made_, static_cast<std::uint32_t>(i)))
            fail(code::conflict, *written_[i].at, "the conditions stand to each other in a circle");
    if (report_.errors() != errors_)
        return std::nullopt;
    auto ways = alternatives_of(made_);
    if (!ways) {
        const std::string most = std::to_string(bounds.alternatives_max);
        fail(code::too_large, at, "the expression can hold in more than " + most + " ways", "split the rule");
        return std::nullopt;
    }
    made_.alternatives = std::move(*ways);
    if (made_.alternatives.empty())
        context_.never_fires = "no message can satisfy the expression";
    for (const alternative& each : made_.alternatives)
        check(each, at);
    return report_.errors() == errors_ ? std::optional<detector>(std::move(made_)) : std::nullopt;
}

void expression_builder::resolve(std::size_t index)
{
    condition& to = made_.conditions[index];
    for (const auto& each : written_[index].relations) {
        const auto of = names_.find(each.of);
        if (of == names_.end()) {
            std::vector<std::string> known;
            for (const auto& [name, at] : names_)
                known.push_back(name);
            const std::string help = did_you_mean(each.of, known, "name it: `a: {phrase: …}`");
            const std::string message = "no condition of the expression is called `" + each.of + "`";
            fail(code::unknown_name, *each.at, message, help);
            continue;
        }
        relation made = each.value;
        made.of = static_cast<std::uint32_t>(of->second);
        if (made.unit == distance_unit::characters &&
            (!finds_spans(to) || !finds_spans(made_.conditions[made.of])))
            fail(code::conflict, *each.at, "only `phrase` and `pattern` stand at characters of a message");
        to.relations.push_back(made);
    }
}

void expression_builder::check(const alternative& one, const node& whole)
{
    if (one.needed.empty())
        return fail(
            code::conflict,
            whole,
            "the expression can hold with nothing said, and so has no message to stand at",
            "add a condition that hits (`message:` hits any), or use `required_phrase`"
        );
    const bool has_local = std::any_of(one.needed.begin(), one.needed.end(), [&](std::uint32_t each) {
        return made_.conditions[each].is_local();
    });
    for (const std::uint32_t each : one.needed) {
        check_related(one, each);
        if (made_.conditions[each].relations.size() > 1)
            fail(
                code::conflict,
                *written_[each].at,
                "a condition that must hit stands to one other",
                "only under `not` may it stand after one and before another"
            );
    }
    for (const std::uint32_t each : one.absent) {
        check_related(one, each);
        check_absent(each, has_local);
    }
}

void expression_builder::check_absent(std::uint32_t index, bool has_local)
{
    const condition& absent = made_.conditions[index];
    if (absent.is_local() && !has_local)
        fail(
            code::conflict,
            *written_[index].at,
            "without a range it looks at the same message as the others without one, and there is none",
            "give it a range, or say what it stands to: `near: a`"
        );
    if (absent.relations.size() > 1)
        check_between(index);
}

// After one condition and before another, which stands to the first.
void expression_builder::check_between(std::uint32_t index)
{
    const auto& to = made_.conditions[index].relations;
    const auto stands_to = [&](std::uint32_t one, std::uint32_t other) {
        const auto& of = made_.conditions[one].relations;
        return !of.empty() && of.front().of == other;
    };
    const auto is = [&](std::size_t which, relation_kind kind) { return to[which].kind == kind; };
    const bool between = (is(0, relation_kind::after) && is(1, relation_kind::before)) ||
                         (is(0, relation_kind::before) && is(1, relation_kind::after));
    if (to.size() == 2 && between && (stands_to(to[0].of, to[1].of) || stands_to(to[1].of, to[0].of)))
        return;
    fail(
        code::conflict,
        *written_[index].at,
        "a condition stands to one other, or after one and before another that stands to the first"
    );
}

// What a condition stands to must hit whenever it is asked for.
void expression_builder::check_related(const alternative& one, std::uint32_t index)
{
    for (const relation& to : made_.conditions[index].relations)
        if (std::find(one.needed.begin(), one.needed.end(), to.of) == one.needed.end())
            fail(
                code::conflict,
                *written_[index].at,
                "it stands to `" + made_.conditions[to.of].name + "`, which need not hit",
                "relate it to a condition that must hit whenever this one is asked for"
            );
}

} // namespace chatqc::rules
