// The pieces of the report's page; app/report_html puts them together. Each appends HTML to `out`; every text
// that is not ours is escaped.
#pragma once

#include "app/report_table.h"

#include <string>
#include <string_view>

namespace chatqc::app::html {

// At most so many sessions are shown for one agent; the CSV and JSON forms have them all.
inline constexpr std::size_t sessions_shown_max = 200;

// With more agents than this the long lists about each begin folded, so that the printed report stays short.
inline constexpr std::size_t open_agents_max = 12;

// Both languages; the switch hides one. The label is HTML already.
std::string both(const bilingual& label);
std::string both(std::string_view zh, std::string_view en);
// A section's heading.
void heading(std::string& out, const bilingual& label);
// A header row; the first `text_columns` are left-aligned, the others are numbers.
void head_row(std::string& out, const std::vector<bilingual>& labels, std::size_t text_columns);
void text_cell(std::string& out, std::string_view escaped, std::string_view css_class = {});
void number_cell(std::string& out, std::string_view figure, std::string_view css_class = {});
// "97.5" with its n in grey.
void figure_with_n(
    std::string& out, std::string_view figure, std::string_view n, std::string_view css_class = {}
);

std::string shop_name(const std::string& shop);
std::string agent_name(const std::string& agent);
std::string rule_name(const daily_report& report, const std::string& rule);
std::string level_badge(rules::level level);

std::string_view style();

void notices(std::string& out, const daily_report& report);
void tiles(std::string& out, const daily_report& report);
void shops(std::string& out, const daily_report& report);
void agents(std::string& out, const daily_report& report);
void retraining(std::string& out, const daily_report& report);
void critical_hits(std::string& out, const daily_report& report);
void rules_table(std::string& out, const daily_report& report);
void scenes(std::string& out, const daily_report& report);
void platform_estimates(std::string& out, const daily_report& report);
void arithmetic(std::string& out, const daily_report& report);
void too_late(std::string& out, const daily_report& report);
void explanations(std::string& out, const daily_report& report);

} // namespace chatqc::app::html
