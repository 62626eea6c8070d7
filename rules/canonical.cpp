#include "rules/canonical.h"

#include "rules/canonical_writer.h"
#include "rules/detectors.h"

#include <xxhash.h>

#include <algorithm>
#include <array>

namespace chatqc::rules {

namespace {

// A set with the digests of its lists.
struct digested {
    const rule_set& set;
    const std::vector<std::string>& lists;
};

void write(canonical_writer& out, const clock_profile& profile)
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

// A detector that counts rounds: its profile, and the lists that decide what an acknowledgement is.
void write_rounds(canonical_writer& out, profile_index profile, const digested& from)
{
    const rule_set& set = from.set;
    write(out, set.profiles[profile]);
    if (!set.profiles[profile].skips_acknowledgements)
        return;
    for (const auto& list : {set.ack, set.asks, set.wait})
        if (list)
            out.field(set.lists[*list].name, std::string_view(from.lists[*list]));
}

template <class T> std::vector<std::string> names_of(const std::vector<T>& values)
{
    std::vector<std::string> names;
    for (const T each : values)
        names.emplace_back(name_of(each));
    return names;
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

    void write_except(const std::vector<list_index>& lists) const
    {
        std::vector<std::string> digests;
        for (const list_index each : lists)
            digests.push_back(from.lists[each]);
        out.sorted("except", digests);
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
        out.field("regex", std::string_view(from.set.patterns[value.pattern]));
        std::vector<std::string> except;
        for (const pattern_index each : value.except)
            except.push_back(from.set.patterns[each]);
        out.sorted("except", except);
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
        write_except(value.except);
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
        if (value.cancelled_by)
            out.field("cancelled_by", std::string_view(from.lists[*value.cancelled_by]));
        out.field("within", std::int64_t{value.within.count()});
        out.field("answer_min", std::int64_t{value.answer_min});
        write_except(value.except);
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

std::vector<std::string> times_of(const std::vector<campaign_index>& campaigns, const rule_set& set)
{
    std::vector<std::string> times;
    for (const campaign_index each : campaigns)
        times.push_back(
            std::to_string(set.campaigns[each].from.time_since_epoch().count()) + "-" +
            std::to_string(set.campaigns[each].to.time_since_epoch().count())
        );
    return times;
}

void write_scope(canonical_writer& out, const scope& value, const rule_set& set)
{
    out.sorted("platform", value.platforms);
    out.sorted("shop", value.shops);
    out.sorted("not_shop", value.not_shops);
    out.sorted("campaign", times_of(value.campaigns, set));
    out.sorted("outside_campaign", times_of(value.outside_campaigns, set));
    out.sorted("group", value.groups);
    out.sorted("sender", value.senders);
    out.sorted("role", names_of(value.roles));
    if (value.hours)
        out.hours("hours", *value.hours);
    if (value.valid_from)
        out.field("from", std::int64_t{value.valid_from->time_since_epoch().count()});
    if (value.valid_to)
        out.field("to", std::int64_t{value.valid_to->time_since_epoch().count()});
}

void write_exceptions(canonical_writer& out, const rule& value, const digested& from)
{
    std::vector<std::string> texts;
    for (const exception& each : value.except) {
        canonical_writer one;
        if (each.list)
            one.field("list", std::string_view(from.lists[*each.list]));
        if (each.pattern)
            one.field("pattern", std::string_view(from.set.patterns[*each.pattern]));
        texts.push_back(one.take());
    }
    out.sorted("exception", texts);
}

void write_calendar(canonical_writer& out, const calendar& value)
{
    out.field("zone", std::string_view(value.zone));
    out.hours("working", value.working);
    out.field("day_start", std::int64_t{value.day_start.count()});
    for (const calendar::exception_day& each : value.exceptions) {
        out.field("date", std::int64_t{std::chrono::sys_days(each.date).time_since_epoch().count()});
        out.hours(each.closed ? "closed" : "open", each.working);
    }
}

void write_shops(canonical_writer& out, const rule_set& set)
{
    std::vector<std::string> texts;
    for (const shop_settings& each : set.shops) {
        canonical_writer one;
        one.field("platform", std::string_view(each.platform));
        one.field("shop", std::string_view(each.shop));
        one.field("session_gap", each.session_gap);
        one.field("reopen_gap", each.reopen_gap);
        if (each.hours)
            write_calendar(one, *each.hours);
        texts.push_back(one.take());
    }
    out.sorted("shop_settings", texts);
}

} // namespace

std::vector<std::string> list_digests(const rule_set& set)
{
    std::vector<std::string> result;
    for (const phrase_list& list : set.lists) {
        canonical_writer out;
        out.field("homophones", std::int64_t{list.homophones});
        out.field("whole_word", std::int64_t{list.whole_word});
        out.field("negation", std::int64_t{list.negation});
        out.sorted("phrase", list.phrases);
        result.push_back(hash_text(out.take()));
    }
    return result;
}

std::string canonical_text(const rule& value, const rule_set& set, const std::vector<std::string>& digests)
{
    const digested from{set, digests};
    canonical_writer out;
    out.field("pack", std::string_view(value.pack));
    out.field("id", std::string_view(value.id));
    out.field("category", name_of(value.in));
    out.field("level", name_of(value.severity));
    out.field("points", std::int64_t{value.points});
    out.field("count", static_cast<std::int64_t>(value.count));
    if (value.cap)
        out.field("cap", std::int64_t{*value.cap});
    out.field("mode", name_of(value.mode));
    out.field("review_required", std::int64_t{value.review_required});
    if (value.severity == level::critical)
        out.field("critical_scope", std::string_view(value.critical_scope));
    out.field("charge_once", std::string_view(value.charge_once));
    if (value.puts)
        out.field("tag", std::string_view(set.tags[*value.puts].name));
    write_scope(out, value.scope, set);
    out.field("detector", name_of(value.detect));
    std::visit(detector_writer{out, from}, value.detect);
    write_exceptions(out, value, from);
    return out.take();
}

std::string canonical_text(const rule_set& set, const std::vector<std::string>& digests)
{
    canonical_writer out;
    out.field("semantics", std::int64_t{semantics_version});
    for (const pack_info& pack : set.packs) {
        out.field("pack", std::string_view(pack.name));
        out.field("version", std::string_view(pack.version));
    }
    for (const rule& each : set.rules) {
        out.field("rule", std::string_view(canonical_text(each, set, digests)));
        out.field("name_zh", std::string_view(each.name_zh));
        out.field("name_en", std::string_view(each.name_en));
        out.field("why", std::string_view(each.why));
        for (const exception& except : each.except)
            out.field("reason", std::string_view(except.reason));
    }
    for (const clock_profile& each : set.profiles) {
        write(out, each);
        out.field("limit", each.limit);
    }
    for (const auto& list : {set.ack, set.asks, set.wait, set.negation})
        if (list)
            out.field(set.lists[*list].name, std::string_view(digests[*list]));
    write_calendar(out, set.default_calendar);
    write_shops(out, set);
    for (const std::uint32_t each : set.weights)
        out.field("weight", std::int64_t{each});
    out.field("pass_mark", std::int64_t{set.pass_mark});
    out.field("unassigned_first_replier", std::int64_t{set.unassigned_first_replier});
    return out.take();
}

std::string hash_text(const std::string& text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::uint64_t value = XXH3_64bits(text.data(), text.size());
    std::string result(16, '0');
    for (std::size_t i = 16; i-- > 0; value >>= 4U)
        result[i] = digits[value & 0xFU];
    return result;
}

} // namespace chatqc::rules
