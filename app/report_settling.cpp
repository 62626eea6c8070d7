#include "app/report_settling.h"

#include "engine/shard/sources.h"
#include "rules/shops.h"

#include <algorithm>
#include <set>

namespace chatqc::app {

namespace {

using std::chrono::days;

// A session is cut at 72 h (SPEC §4): where nobody knows which are open, those of the day have ended by then.
constexpr std::chrono::hours session_length_max{72};

bool sent_lately(const storage::source_state& source, time_point begin)
{
    time_point last = source.newest;
    for (const auto& [shop, at] : source.shops) {
        last = std::max(last, at);
    }
    return last >= begin - engine::shop_sighting_keeps;
}

} // namespace

const rules::calendar&
calendar_of(const rules::rule_set& rules, std::string_view platform, std::string_view shop)
{
    return *rules::settings_of(rules, platform, shop).hours;
}

const engine::zone_table& zone_of(const engine::zone_tables& zones, const rules::calendar& calendar)
{
    static const engine::zone_table utc;
    const auto found = zones.find(calendar.zone);
    return found == zones.end() ? utc : found->second;
}

day_instants span_of(const rules::calendar& calendar, const engine::zone_table& zone, std::int32_t day)
{
    return {zone.utc(days{day} + calendar.day_start), zone.utc(days{day + 1} + calendar.day_start)};
}

std::vector<report_lag>
lagging_sources(report_source& source, const day_instants& span, const std::vector<std::string>& shops)
{
    std::vector<report_lag> result;
    const open_sessions open = source.open();
    const time_point needed = open.known ? span.until : span.until + session_length_max;
    std::set<std::string> live_shops;
    std::vector<report_lag> recorded;
    for (const storage::source_state& each : source.sources()) {
        if (each.recorded) {
            if (!each.ended && each.newest != time_point{}) {
                recorded.push_back({each.name, true, std::nullopt, needed, {}, {}});
            }
            continue;
        }
        for (const auto& [shop, at] : each.shops) {
            live_shops.insert(shop);
        }
        if (!each.ended && each.watermark < needed && sent_lately(each, span.from)) {
            result.push_back({each.name, false, each.watermark, needed, {}, {}});
        }
    }
    // Recorded sources never hold back a live shop; a purely recorded one waits for their end.
    const bool any_recorded_shop =
        std::any_of(shops.begin(), shops.end(), [&live_shops](const std::string& shop) {
            return !live_shops.contains(shop);
        });
    if (any_recorded_shop || shops.empty()) {
        result.insert(result.end(), recorded.begin(), recorded.end());
    }
    std::sort(result.begin(), result.end(), [](const report_lag& left, const report_lag& right) {
        return left.source < right.source;
    });
    if (open.oldest_start && *open.oldest_start < span.until) {
        result.push_back({{}, false, open.oldest_start, span.until, {}, {}});
    }
    return result;
}

} // namespace chatqc::app
