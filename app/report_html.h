// A daily report as one self-contained page: no script, no external asset, printable, both languages inside
// with a switch.
#pragma once

#include "app/report_text.h"

#include <string>

namespace chatqc::app {

// `language` is what it opens in.
std::string report_html(const daily_report& report, report_language language);

} // namespace chatqc::app
