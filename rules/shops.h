// What platforms and shops decide for a session: gaps, calendar, zone (SPEC §3, §4).
#pragma once

#include "rules/draft.h"

namespace chatqc::rules {

// Appends the entries of `shops:` and `platforms:`; shops come before platforms in rule_set.shops.
void read_shops(const pack_document& pack, draft& to, reporter& report);
// The default calendar of a `calendar:` section.
void read_default_calendar(const pack_document& pack, draft& to, reporter& report);
// Entries of a built-in platform that no pack has replaced go last.
void add_platforms(
    const std::vector<named_node>& from, const pack_document& pack, draft& to, reporter& report
);

inline constexpr milliseconds default_session_gap = minutes{30};

// The settings that hold for a platform and shop: the shop's entry, where that is silent the platform's,
// where that is silent too nothing. The calendar is never null.
struct effective_settings {
    std::optional<milliseconds> session_gap; // default: default_session_gap
    std::optional<milliseconds> reopen_gap;  // default 0
    const calendar* hours = nullptr;         // lives as long as the rule_set
};

effective_settings settings_of(const rule_set& set, std::string_view platform, std::string_view shop);

} // namespace chatqc::rules
