// Computes a daily report from a source. Deterministic: the same sessions, verdicts and clocks give the same
// report, whatever order they come in. No clock, no file of its own.
#pragma once

#include "app/report.h"
#include "app/report_source.h"

namespace chatqc::app {

// Fails only where the source cannot be read. Rounds are counted on their question's shop-day, sessions with
// their verdicts and scores on that of their start.
storage::result<daily_report>
build_daily_report(report_source& source, const report_rules& rules, std::int32_t day);

} // namespace chatqc::app
