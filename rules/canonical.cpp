#include "rules/canonical.h"

#include "rules/canonical_writer.h"
#include "rules/detectors.h"

#include <xxhash.h>

namespace chatqc::rules {

namespace {

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
            one.field("pattern", std::string_view(from.set.patterns[*each.pattern].regex));
        if (each.message)
            one.field("message", std::string_view(from.lists[*each.message]));
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
        out.used("shapes", list.shapes);
        out.used("letters", list.letters);
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
    if (value.evasion_severity != raised(value.severity))
        out.field("evasion_level", name_of(value.evasion_severity));
    if (value.evasion_points != value.points)
        out.field("evasion_points", std::int64_t{value.evasion_points});
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
    write_detector(out, value.detect, from);
    write_exceptions(out, value, from);
    if (value.customer_said != 0)
        out.field("customer_said", std::int64_t{value.customer_said});
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
        write_profile(out, each);
        out.field("limit", each.limit);
    }
    for (const auto& list : {set.ack, set.asks, set.wait, set.negation, set.approved})
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
