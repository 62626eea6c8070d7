// Writes a report's forms into a folder. Every file appears whole or not at all.
#pragma once

#include "app/report_text.h"

#include <string>
#include <vector>

namespace chatqc::app {

// daily-DATE.html, .json, -summary.csv, -profiles.csv, -rules.csv, -scenes.csv, -deductions.csv; paths in
// this order. The folder is made if it is not there. Nothing, with a sentence in `problem`, if one cannot be
// written.
std::optional<std::vector<std::string>> write_report_files(
    const daily_report& report, const std::string& folder, report_language language, std::string& problem
);

// "daily-2025-11-11.json".
std::string report_file_name(std::int32_t day, std::string_view ending);

} // namespace chatqc::app
