// A daily report as one JSON document: the same figures as the page and the tables, for programs.
#pragma once

#include "app/report.h"

#include <string>

namespace chatqc::app {

// Version 1, snake_case, fixed key order; figures that cannot be computed are null. Ends with a line feed.
std::string report_json(const daily_report& report);

} // namespace chatqc::app
