#include "rules/expression_reader.h"

#include "rules/expression_builder.h"

#include <algorithm>

namespace chatqc::rules {

namespace {

class expression_reader {
public:
    explicit expression_reader(detector_context& context) : build_(context), report_(context.report) {}

    std::optional<detector> read(const node& from)
    {
        build_.made().holds = read_term(from);
        return build_.finish(from);
    }

private:
    term read_term(const node& from)
    {
        if (from.what == node::kind::scalar)
            return read_reference(from);
        if (from.what != node::kind::map || from.entries.empty()) {
            build_.fail(
                code::wrong_type,
                from,
                "a part of an expression is a condition or one of `all`, `any`, `not`, `at_least`"
            );
            return {};
        }
        const auto is = [&](auto predicate) {
            return std::any_of(from.entries.begin(), from.entries.end(), [&](const entry& each) {
                return predicate(each.key.text);
            });
        };
        if (is(is_operator))
            return read_operator(from);
        if (is(is_condition_key))
            return build_.take(read_condition(from, build_.context(), condition_use::term), {}, from);
        return read_named(from);
    }

    term read_operator(const node& from)
    {
        fields keys(from, report_, "an expression");
        term made;
        const node* all = keys.find("all");
        const node* any = keys.find("any");
        const node* negated = keys.find("not");
        const node* at_least = keys.find("at_least");
        const node* of = keys.find("of");
        keys.finish();
        if ((all != nullptr) + (any != nullptr) + (negated != nullptr) + (at_least != nullptr) != 1 ||
            (of != nullptr) != (at_least != nullptr)) {
            build_.fail(
                code::conflict,
                from,
                "an expression is one of `all`, `any`, `not`, and `at_least` with `of`",
                "put one into the other: `all: [a: {…}, any: [...]]`"
            );
            return made;
        }
        if (negated != nullptr) {
            made.what = term::kind::negated;
            made.of.push_back(read_term(*negated));
            return made;
        }
        made.what = all != nullptr   ? term::kind::all
                    : any != nullptr ? term::kind::any
                                     : term::kind::at_least;
        read_terms(all != nullptr ? *all : any != nullptr ? *any : *of, made);
        if (at_least != nullptr)
            keys.count(
                "at_least",
                made.at_least,
                1,
                std::max<std::uint32_t>(1, static_cast<std::uint32_t>(made.of.size()))
            );
        return made;
    }

    void read_terms(const node& from, term& to)
    {
        if (from.what != node::kind::sequence || from.items.empty()) {
            build_.fail(
                code::wrong_type, from, "an operator takes a list of conditions", "write `[a: {…}, b: {…}]`"
            );
            return;
        }
        for (const node& each : from.items)
            to.of.push_back(read_term(each));
    }

    // `NAME: {…}`
    term read_named(const node& from)
    {
        const entry& only = from.entries.front();
        if (from.entries.size() > 1) {
            build_.fail(
                code::wrong_type, from.entries[1].key, "a named condition is `NAME: {…}` and nothing beside"
            );
            return {};
        }
        if (is_detector_name(only.key.text)) {
            build_.fail(
                code::conflict,
                only.key,
                "`" + only.key.text + "` cannot be part of an expression",
                "make it a rule of its own"
            );
            return {};
        }
        if (!read_identifier(only.key, report_, "a condition's name"))
            return {};
        return build_.take(
            read_condition(only.value, build_.context(), condition_use::term), only.key.text, only.key
        );
    }

    // A condition named before, or a reusable one.
    term read_reference(const node& from)
    {
        if (const auto known = build_.find(from.text))
            return *known;
        return build_.take(use_condition(from, build_.context()), from.text, from);
    }

    expression_builder build_;
    reporter& report_;
};

class sequence_reader {
public:
    explicit sequence_reader(detector_context& context) : build_(context), report_(context.report) {}

    std::optional<detector> read(const node& from)
    {
        if (from.what != node::kind::sequence || from.items.size() < 2) {
            build_.fail(code::wrong_type, from, "`steps` is a list of at least two steps");
            return std::nullopt;
        }
        build_.made().is_sequence = true;
        build_.made().holds.what = term::kind::all;
        for (const node& each : from.items)
            read_step(each);
        close_gaps();
        return build_.finish(from);
    }

private:
    // A step: a condition, or `not:` one, and how soon after the step before it.
    void read_step(const node& from)
    {
        const node* negated = from.find("not");
        const std::size_t before = build_.made().conditions.size();
        term made = build_.take(read_condition(negated, from), {}, from);
        if (build_.made().conditions.size() == before)
            return;
        condition& step = build_.made().conditions.back();
        const auto reach = read_reach(from);
        if (before == 0 && (negated != nullptr || reach))
            build_.fail(
                code::conflict,
                from,
                "the first step is a condition that hits, without `within` or `messages`"
            );
        if (before != 0) {
            relation after = reach.value_or(relation{});
            after.kind = relation_kind::after;
            after.of = last_;
            step.relations.push_back(after);
        }
        term holds = made;
        if (negated != nullptr) {
            holds = {};
            holds.what = term::kind::negated;
            holds.of.push_back(made);
        } else {
            last_ = made.condition;
        }
        build_.made().holds.of.push_back(std::move(holds));
    }

    std::optional<written_condition> read_condition(const node* negated, const node& step)
    {
        if (negated == nullptr && step.what == node::kind::scalar)
            return use_condition(step, build_.context());
        if (negated == nullptr)
            return rules::read_condition(step, build_.context(), condition_use::step);
        for (const entry& each : step.entries)
            if (each.key.text != "not" && each.key.text != "within" && each.key.text != "messages")
                build_.fail(code::conflict, each.key, "put the condition inside `not`");
        return negated->what == node::kind::scalar
                   ? use_condition(*negated, build_.context())
                   : rules::read_condition(*negated, build_.context(), condition_use::step);
    }

    // `within` or `messages` of a step.
    std::optional<relation> read_reach(const node& step)
    {
        const node* within = step.find("within");
        const node* messages = step.find("messages");
        if (within == nullptr && messages == nullptr)
            return std::nullopt;
        if (within != nullptr && messages != nullptr)
            build_.fail(code::conflict, *messages, "give `within` or `messages`");
        relation made;
        made.unit = within != nullptr ? distance_unit::time : distance_unit::messages;
        if (within != nullptr)
            made.within = read_duration(*within, report_).value_or(made.within);
        else
            made.count = static_cast<std::uint32_t>(read_integer(*messages, report_, 1, 1'000).value_or(1));
        return made;
    }

    // A step without bounds that must not come, and has another behind it, stands between its neighbours.
    void close_gaps()
    {
        const auto& steps = build_.made().holds.of;
        for (auto each = steps.begin(); each != steps.end(); ++each) {
            if (each->what != term::kind::negated)
                continue;
            condition& step = build_.made().conditions[each->of.front().condition];
            const auto next = std::find_if(each, steps.end(), [](const term& one) {
                return one.what == term::kind::condition;
            });
            if (next == steps.end() || step.relations.empty() ||
                step.relations.front().unit != distance_unit::any)
                continue;
            relation before;
            before.kind = relation_kind::before;
            before.of = next->condition;
            step.relations.push_back(before);
        }
    }

    expression_builder build_;
    reporter& report_;
    std::uint32_t last_ = 0; // the last step that must hit
};

} // namespace

bool is_operator(std::string_view key)
{
    return key == "all" || key == "any" || key == "not" || key == "at_least";
}

std::optional<detector> read_expression(const node& from, detector_context& context)
{
    return expression_reader(context).read(from);
}

std::optional<detector> read_sequence(fields& keys, detector_context& context)
{
    const node* steps = keys.need("steps", "write `steps: [{phrase: …}, {not: {phrase: …}, within: 15min}]`");
    if (steps == nullptr)
        return std::nullopt;
    return sequence_reader(context).read(*steps);
}

} // namespace chatqc::rules
