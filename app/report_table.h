// The figures of a report line as named columns, so that HTML, CSV and JSON print the same text under the
// same key. The order of the columns is that of the CSV and JSON forms and only grows at the end.
#pragma once

#include "app/report_text.h"

#include <span>

namespace chatqc::app {

struct figure_column {
    std::string_view key; // JSON; stable
    bilingual label;      // CSV header
    std::string (*text)(const report_figures&);
};

std::span<const figure_column> figure_columns();
// The text of one column. The key must be one of them.
std::string figure_text(std::string_view key, const report_figures& figures);

struct response_column {
    std::string_view key;
    bilingual label;
    std::string (*text)(const response_figures&);
};

std::span<const response_column> response_columns();
std::string response_text(std::string_view key, const response_figures& figures);

struct rule_column {
    std::string_view key;
    bilingual label;
    std::string (*text)(const rule_figures&);
};

std::span<const rule_column> rule_columns();

struct scene_column {
    std::string_view key;
    bilingual label;
    // `of`: the line's figures.
    std::string (*text)(const scene_figures&, const report_figures& of);
};

std::span<const scene_column> scene_columns();

// Agents below the pass mark, worst first.
struct retraining_entry {
    const shop_report* shop = nullptr;
    const agent_report* agent = nullptr;
};

std::vector<retraining_entry> retraining_list(const daily_report& report); // points into `report`

} // namespace chatqc::app
