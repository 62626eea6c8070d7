#include "rules/campaigns.h"

#include "rules/fields.h"

namespace chatqc::rules {

namespace {

// Offset of zones that have had one since 2000; others need it in the file, because rules has no zone tables.
std::optional<minutes> fixed_offset(std::string_view zone)
{
    if (zone == "Asia/Shanghai" || zone == "Asia/Taipei" || zone == "Asia/Singapore")
        return minutes(8 * 60);
    if (zone == "UTC" || zone == "Etc/UTC")
        return minutes(0);
    if (zone == "Asia/Tokyo")
        return minutes(9 * 60);
    return std::nullopt;
}

void declare(const named_node& from, draft& to, reporter& report)
{
    read_identifier(*from.key, report, "a campaign's name");
    fields keys(*from.value, report, "a campaign");
    if (!keys.is_map())
        return;
    const std::string& zone = to.set.default_calendar.zone;
    const auto begins = read_instant(keys.need("from", "when it begins"), zone, report);
    const auto ends = read_instant(keys.need("to", "when it is over"), zone, report);
    keys.finish();
    if (begins && ends && *begins >= *ends)
        report_at(report, code::bad_value, *from.key, "`to` is not after `from`");
    const auto index = static_cast<campaign_index>(to.set.campaigns.size());
    if (to.campaign_of.emplace(from.name, index).second)
        to.set.campaigns.push_back({from.name, begins.value_or(instant{}), ends.value_or(instant{})});
    else
        report_at(
            report, code::duplicate_name, *from.key, "another pack has a campaign `" + from.name + "` too"
        );
}

} // namespace

std::optional<instant> read_instant(const node* from, const std::string& zone, reporter& report)
{
    const auto text = from == nullptr ? std::nullopt : read_text(*from, report);
    if (!text)
        return std::nullopt;
    if (const auto exact = instant_of(*text))
        return exact;
    const auto local = local_time_of(*text);
    if (!local) {
        report_at(
            report,
            code::bad_value,
            *from,
            "`" + *text + "` is no date",
            "write 2025-11-01 or 2025-11-01T20:00+08:00"
        );
        return std::nullopt;
    }
    if (const auto offset = fixed_offset(zone))
        return instant(local->time_since_epoch() - *offset);
    report_at(
        report,
        code::bad_value,
        *from,
        "a date in " + zone + " needs its offset",
        "write 2025-11-01T00:00-05:00"
    );
    return std::nullopt;
}

void read_campaigns(const pack_document& pack, draft& to, reporter& report)
{
    for (const named_node& each : pack.campaigns)
        declare(each, to, report);
}

std::optional<campaign_index> use_campaign(const node& name, const draft& from, reporter& report)
{
    const auto found = from.campaign_of.find(name.text);
    if (found != from.campaign_of.end())
        return found->second;
    std::vector<std::string> known;
    for (const auto& [each, index] : from.campaign_of)
        known.push_back(each);
    report_at(
        report,
        code::unknown_name,
        name,
        "no campaign is called `" + name.text + "`",
        did_you_mean(name.text, known, "define it under `campaigns:`")
    );
    return std::nullopt;
}

} // namespace chatqc::rules
