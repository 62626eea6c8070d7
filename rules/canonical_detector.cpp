#include "rules/canonical_writer.h"
#include "rules/detectors.h"

namespace chatqc::rules {

namespace {

// A detector that counts rounds: its profile, and the lists that decide what an acknowledgement is.
void write_rounds(canonical_writer& out, profile_index profile, const digested& from)
{
    const rule_set& set = from.set;
    write_profile(out, set.profiles[profile]);
    if (!set.profiles[profile].skips_acknowledgements)
        return;
    for (const auto& list : {set.ack, set.asks, set.wait})
        if (list)
            out.field(set.lists[*list].name, std::string_view(from.lists[*list]));
}

void write_term(canonical_writer& out, const term& value)
{
    out.field("term", static_cast<std::int64_t>(value.what));
    if (value.what == term::kind::condition)
        out.field("condition", std::int64_t{value.condition});
    if (value.what == term::kind::at_least)
        out.field("at_least", std::int64_t{value.at_least});
    out.field("terms", static_cast<std::int64_t>(value.of.size()));
    for (const term& each : value.of)
        write_term(out, each);
}

void write_relation(canonical_writer& out, const relation& value)
{
    out.field("relation", static_cast<std::int64_t>(value.kind));
    out.field("of", std::int64_t{value.of});
    out.field("unit", static_cast<std::int64_t>(value.unit));
    out.field(
        "distance", value.unit == distance_unit::time ? value.within.count() : std::int64_t{value.count}
    );
}

struct detector_writer {
    canonical_writer& out;
    const digested& from;

    void write_lists(std::string_view key, const std::vector<list_index>& lists) const
    {
        std::vector<std::string> digests;
        for (const list_index each : lists)
            digests.push_back(from.lists[each]);
        out.sorted(key, digests);
    }

    void write_patterns(std::string_view key, const std::vector<pattern_index>& patterns) const
    {
        std::vector<std::string> texts;
        for (const pattern_index each : patterns)
            texts.push_back(from.set.patterns[each].regex);
        out.sorted(key, texts);
    }

    void write_list(std::string_view key, const std::optional<list_index>& list) const
    {
        if (list)
            out.field(key, std::string_view(from.lists[*list]));
    }

    void operator()(const phrase_detector& value) const
    {
        out.field("quantifier", static_cast<std::int64_t>(value.quantifier));
        if (value.quantifier == phrase_quantifier::at_least)
            out.field("at_least", std::int64_t{value.at_least});
        out.field("list", std::string_view(from.lists[value.list]));
    }

    void operator()(const pattern_detector& value) const
    {
        const expression& sought = from.set.patterns[value.pattern];
        out.field("regex", std::string_view(sought.regex));
        out.used("shapes", sought.shapes);
        out.used("letters", sought.letters);
        write_patterns("except", value.except);
    }

    void operator()(const response_detector& value) const
    {
        out.field("first_only", std::int64_t{value.first_only});
        out.field("limit", std::int64_t{value.limit.count()});
        out.field("warn", value.warn);
        write_rounds(out, value.profile, from);
    }

    void operator()(const unanswered_detector& value) const { write_rounds(out, value.profile, from); }

    void operator()(const required_phrase_detector& value) const
    {
        out.field("range", static_cast<std::int64_t>(value.range));
        if (value.range != range_kind::all)
            out.field("n", std::int64_t{value.n});
        out.field("customer_opened", std::int64_t{value.customer_opened});
        if (value.or_event)
            out.field("or_event", name_of(*value.or_event));
        out.field("list", std::string_view(from.lists[value.list]));
    }

    void operator()(const repeat_detector& value) const
    {
        out.field("count", std::int64_t{value.count});
        out.field("window", std::int64_t{value.window});
        out.field("similarity", std::int64_t{value.similarity_percent});
        out.field("characters_min", std::int64_t{value.characters_min});
        write_lists("except", value.except);
    }

    void operator()(const nudge_burst_detector& value) const
    {
        out.field("count", std::int64_t{value.count});
        out.field("within", std::int64_t{value.within.count()});
        out.field("list", std::string_view(from.lists[value.list]));
    }

    void operator()(const aggregate_detector& value) const
    {
        (*this)(value.counted);
        if (value.over)
            out.field("over", std::int64_t{*value.over});
        if (value.under)
            out.field("under", std::int64_t{*value.under});
    }

    void operator()(const max_phrase_detector& value) const
    {
        out.field("list", std::string_view(from.lists[value.list]));
        if (value.or_event)
            out.field("or_event", name_of(*value.or_event));
        if (value.first)
            out.field("first", std::int64_t{*value.first});
        out.field("max", std::int64_t{value.most});
    }

    void operator()(const flood_detector& value) const
    {
        out.field("count", std::int64_t{value.count});
        out.field("within", std::int64_t{value.within.count()});
    }

    void operator()(const apology_detector& value) const
    {
        out.field("list", std::string_view(from.lists[value.list]));
        out.field("after", std::int64_t{value.after.count()});
        out.field("messages", std::int64_t{value.messages});
        write_rounds(out, value.profile, from);
    }

    void operator()(const promise_detector& value) const
    {
        out.field("list", std::string_view(from.lists[value.list]));
        write_list("cancelled_by", value.cancelled_by);
        out.field("within", std::int64_t{value.within.count()});
        out.field("answer_min", std::int64_t{value.answer_min});
        write_lists("except", value.except);
    }

    void operator()(const promise_ledger_detector& value) const
    {
        out.field("list", std::string_view(from.lists[value.list]));
        out.field("apart", std::int64_t{value.apart});
        for (const settling_event& each : value.settled_by) {
            out.field("settled_by", name_of(each.event));
            for (const auto& [name, values] : each.attributes) {
                out.field("attribute", std::string_view(name));
                out.sorted("value", values);
            }
        }
    }

    void operator()(const nudge_alike_detector& value) const
    {
        out.field("list", std::string_view(from.lists[value.list]));
        out.field("count", std::int64_t{value.count});
        out.field("similarity", std::int64_t{value.similarity_percent});
    }

    void operator()(const nudge_pacing_detector& value) const
    {
        out.field("list", std::string_view(from.lists[value.list]));
        for (const milliseconds each : value.minima)
            out.field("minimum", std::int64_t{each.count()});
        out.field("tolerance", std::int64_t{value.tolerance.count()});
        out.field("apart", std::int64_t{value.apart.count()});
    }

    void operator()(const nudge_after_paid_detector& value) const
    {
        out.field("list", std::string_view(from.lists[value.list]));
    }

    void operator()(const nudge_before_answer_detector& value) const
    {
        out.field("list", std::string_view(from.lists[value.list]));
        out.field("within", std::int64_t{value.within.count()});
        out.field("other_max", std::int64_t{value.other_max});
        write_list("unless_asked", value.unless_asked);
        out.field("at_door", std::int64_t{value.at_door});
        write_lists("no_answer", value.no_answer);
    }

    void operator()(const empty_nudge_detector& value) const
    {
        out.field("list", std::string_view(from.lists[value.list]));
        write_lists("benefits", value.benefits);
        out.field("count", std::int64_t{value.count});
    }

    void operator()(const perfunctory_detector& value) const
    {
        out.field("list", std::string_view(from.lists[value.list]));
        write_list("yes_no", value.yes_no);
        write_lists("no_question", value.no_question);
        out.field("characters_max", std::int64_t{value.characters_max});
        out.field("within", std::int64_t{value.within.count()});
    }

    void operator()(const made_to_repeat_detector& value) const
    {
        write_list("list", value.list);
        out.field("similarity", std::int64_t{value.similarity_percent});
        out.field("characters_min", std::int64_t{value.characters_min});
        write_lists("except", value.except);
        write_lists("no_answer", value.no_answer);
    }

    void operator()(const transfer_quality_detector& value) const
    {
        out.field("max", std::int64_t{value.most});
    }

    void operator()(const bot_trap_detector& value) const
    {
        out.field("list", std::string_view(from.lists[value.list]));
        out.field("within", std::int64_t{value.within.count()});
        out.field("same_text", std::int64_t{value.same_text});
    }

    void operator()(const late_contact_detector& value) const
    {
        out.hours("hours", value.hours);
        out.field("silence", std::int64_t{value.silence.count()});
        write_list("promises", value.promises);
        write_lists("no_answer", value.no_answer);
    }

    void operator()(const missed_followup_detector& value) const
    {
        out.field("list", std::string_view(from.lists[value.list]));
        out.field("silent", std::int64_t{value.silent.count()});
        out.field("within", std::int64_t{value.within.count()});
        write_lists("no_answer", value.no_answer);
    }

    void operator()(const policy_detector& value) const
    {
        write_lists("list", value.lists);
        write_patterns("pattern", value.patterns);
        if (!value.patterns.empty()) { // all of one detector are met in the same disguises
            out.used("shapes", from.set.patterns[value.patterns.front()].shapes);
            out.used("letters", from.set.patterns[value.patterns.front()].letters);
        }
        write_lists("about", value.about);
        write_lists("with", value.with);
        out.field("apart", std::int64_t{value.apart});
        out.field("phones", std::int64_t{value.phones});
        out.field("links", std::int64_t{value.links});
        out.sorted("allow", value.allow);
        write_lists("innocent", value.innocent);
        write_patterns("innocent_pattern", value.innocent_patterns);
    }

    void operator()(const privacy_leak_detector& value) const
    {
        out.field("phones", std::int64_t{value.phones});
        out.field("identities", std::int64_t{value.identities});
        out.field("cards", std::int64_t{value.cards});
        out.field("addresses", std::int64_t{value.addresses});
        write_lists("own_contacts", value.own_contacts);
        write_lists("context", value.context);
        out.field("apart", std::int64_t{value.apart});
    }

    void operator()(const incident_detector& value) const
    {
        out.field("of", std::string_view(value.of));
        out.field("by", name_of(value.by));
        out.field("count", std::int64_t{value.count});
        out.field("within", std::int64_t{value.within.count()});
    }

    void operator()(const message_condition& value) const { out.sorted("kind", names_of(value.kinds)); }

    void operator()(const event_condition& value) const { out.field("event", name_of(value.event)); }

    void operator()(const interval_condition& value) const
    {
        out.sorted("since", names_of(value.since));
        out.field("over", value.over);
        out.field("under", value.under);
    }

    void operator()(const expression_detector& value) const
    {
        for (const condition& each : value.conditions) {
            out.field("checks", static_cast<std::int64_t>(each.detect.index()));
            std::visit(*this, each.detect);
            out.sorted("role", names_of(each.roles));
            if (each.range)
                out.field("range", std::int64_t{each.range->from} * 10'000 + each.range->to);
            for (const relation& to : each.relations)
                write_relation(out, to);
        }
        write_term(out, value.holds);
    }
};

} // namespace

void write_profile(canonical_writer& out, const clock_profile& profile)
{
    out.field("profile", std::string_view(profile.name));
    out.field("first_round_only", std::int64_t{profile.first_round_only});
    out.field("hours_by", static_cast<std::int64_t>(profile.hours));
    out.hours("window", profile.window);
    out.field("unanswered", static_cast<std::int64_t>(profile.unanswered));
    out.field("cap", profile.cap);
    out.field("skips_acknowledgements", std::int64_t{profile.skips_acknowledgements});
    out.field("bot_replies", std::int64_t{profile.bot_replies});
    out.field("follows_transfer", std::int64_t{profile.follows_transfer});
}

void write_detector(canonical_writer& out, const detector& value, const digested& from)
{
    std::visit(detector_writer{out, from}, value);
}

} // namespace chatqc::rules
