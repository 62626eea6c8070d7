// Promotions that rules are bound to, and instants as rule files write them. Their names are those of all
// packs together, so that a shop's pack can speak of another's.
#pragma once

#include "rules/draft.h"

namespace chatqc::rules {

using instant = std::chrono::sys_time<milliseconds>;

// A date, or a time of a day; without an offset it is read in the zone. Nothing for null; else reports.
std::optional<instant> read_instant(const node* from, const std::string& zone, reporter& report);

// Appends `campaigns:` of the pack.
void read_campaigns(const pack_document& pack, draft& to, reporter& report);

// The campaign a node names; reports unknown_name.
std::optional<campaign_index> use_campaign(const node& name, const draft& from, reporter& report);

} // namespace chatqc::rules
