// A backtest's outcome for people and for programs: tables for a terminal in two languages, JSON. No figures
// are made here.
#pragma once

#include "app/backtest.h"
#include "app/report_text.h"

namespace chatqc::app {

struct backtest_heading {
    std::string days, unit; // "2025-01-06 – 2025-01-12", the draft's hash
};

std::string
backtest_text(const backtest_result& result, const backtest_heading& heading, report_language language);
std::string backtest_json(const backtest_result& result, const backtest_heading& heading);

} // namespace chatqc::app
