// Whether a shop-day can still change (SPEC §3, §7): which sources it waits for, and where a shop's day
// begins and ends. No figures here.
#pragma once

#include "app/report.h"
#include "app/report_source.h"

namespace chatqc::app {

// The calendar that rules give a shop: the entry of the shop, else of its platform, else the default one.
const rules::calendar&
calendar_of(const rules::rule_set& rules, std::string_view platform, std::string_view shop);

// The zone of a calendar; UTC where the table is missing.
const engine::zone_table& zone_of(const engine::zone_tables& zones, const rules::calendar& calendar);

// UTC instants, half-open, of a shop-day.
struct day_instants {
    time_point from{}, until{};
};

day_instants span_of(const rules::calendar& calendar, const engine::zone_table& zone, std::int32_t day);

// What a report over `span` (the widest of its shops' days) waits for, by name; empty: it is final. `shops`
// are those with a session or a round in it.
std::vector<report_lag>
lagging_sources(report_source& source, const day_instants& span, const std::vector<std::string>& shops);

} // namespace chatqc::app
