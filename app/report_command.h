// `chatqc report daily`: the report of any past day, from a store that is opened for reading only. Options
// and entry.
#pragma once

#include "app/report_store_source.h"

#include <functional>
#include <iosfwd>
#include <string>

namespace chatqc::app {

struct report_daily_options {
    std::string data = "./data";
    std::string tenant = "default";
    std::string date;            // "2025-11-11", a shop-day
    std::string out;             // folder for the files; empty: none
    std::string language = "zh"; // what the page opens in and the spreadsheets' headers: zh or en
    bool json = false;           // the whole report as JSON instead of the summary
};

// The rule sets a store's sessions were judged by (app's boot knows how they are kept).
using report_rules_loader = std::function<storage::result<report_rules>(storage::store&)>;

// 0; 2 on bad options, an unreadable store or an unwritable folder, with a sentence on `errors`.
int run_report_daily(
    const report_daily_options& options,
    const report_rules_loader& load_rules,
    std::ostream& out,
    std::ostream& errors
);

} // namespace chatqc::app
