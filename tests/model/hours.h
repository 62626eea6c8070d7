// Shop hours (SPEC §3 "Calendars"), day by day. Zones are fixed offsets here; the packs of these tests use no
// others.
#pragma once

#include "tests/model/model.h"

namespace chatqc::model {

// Whether the local time of day lies in the half-open range.
bool is_within(const rules::day_hours& range, const rules::calendar& shop, instant at);
// The shop's day, in days since 1970-01-01.
std::int64_t shop_day(const rules::calendar& shop, instant at);
instant day_begin(const rules::calendar& shop, std::int64_t day);
// Working time in [from, to).
milliseconds worked(const rules::calendar& shop, instant from, instant to);
// The first instant by which the shop has worked `amount` since `from`; nothing within 400 days.
std::optional<instant> after_work(const rules::calendar& shop, instant from, milliseconds amount);

} // namespace chatqc::model
