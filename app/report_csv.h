// A daily report as spreadsheets: UTF-8 with a byte order mark, CRLF, headers in one language, figures as in
// the page and in the JSON document.
#pragma once

#include "app/report_text.h"

#include <string>

namespace chatqc::app {

std::string
report_summary_csv(const daily_report& report, report_language language); // a line a shop and agent
std::string report_profiles_csv(const daily_report& report, report_language language); // … and clock profile
std::string report_rules_csv(const daily_report& report, report_language language);    // … and rule
// Scenes that tag rules put on sessions, of all shops and of each; below each scene the rules violated in it.
std::string report_scenes_csv(const daily_report& report, report_language language);
std::string
report_deductions_csv(const daily_report& report, report_language language); // the scores' arithmetic

} // namespace chatqc::app
