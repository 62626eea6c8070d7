// How figures look in every form of a report: the same text in HTML, CSV and JSON. Formatting only.
#pragma once

#include "app/report.h"

#include <string>
#include <string_view>

namespace chatqc::app {

// What is printed where there is nothing to compute; JSON says null.
inline constexpr std::string_view no_figure = "–";

std::string score_text(std::optional<hundredths> value);           // "92.50"
std::string seconds_text(std::optional<milliseconds> value);       // "47.3", tenths, halves up
std::string percent_text(std::uint64_t part, std::uint64_t whole); // "87.5", tenths, halves up
std::string count_text(std::uint64_t value);
// "+3", "-10", "0".
std::string points_text(std::int64_t value);

// Safe between tags and inside quoted attributes.
std::string html_text(std::string_view text);

// One CSV cell, quoted where it must be. A spreadsheet must not take text for a formula: what begins with = +
// - @ or a control character, and is no number, gets an apostrophe in front.
std::string csv_cell(std::string_view text);

// A word in the two languages of a report.
struct bilingual {
    std::string_view zh, en;
};

bilingual label_of(rules::level value);
bilingual label_of(rules::category value);
bilingual label_of(engine::charge value);
bilingual label_of(engine::critical_scope value);

enum class report_language : std::uint8_t { zh, en };

std::optional<report_language> report_language_of(std::string_view name);

inline std::string_view in(report_language language, const bilingual& label)
{
    return language == report_language::zh ? label.zh : label.en;
}

} // namespace chatqc::app
