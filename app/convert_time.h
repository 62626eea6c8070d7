// Times as exports write them, to milliseconds. Which zone a local time is in comes from the caller.
#pragma once

#include "engine/message.h"
#include "engine/time/zone.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chatqc::app {

enum class time_style : std::uint8_t {
    automatic, // year first (2025-11-11 10:10, 2025/11/11 10:10:15, 2025年11月11日 …, 20251111101015), RFC
               // 3339, seconds or milliseconds since 1970, a spreadsheet's serial number: told apart by shape
    day_month_year, // 11/12/2025 is 11 December
    month_day_year, // 11/12/2025 is 12 November
    epoch_seconds,
    epoch_milliseconds,
    excel // days since 1899-12-30, local
};

std::optional<time_style> time_style_of(std::string_view name); // auto, dmy, mdy, epoch_s, epoch_ms, excel

struct written_time {
    engine::milliseconds since_1970{0};
    bool is_local = true; // else UTC, because the text said so
};

// Nothing, with a sentence in `problem`, if the text is no time.
std::optional<written_time> read_time(std::string_view text, time_style style, std::string& problem);

engine::time_point to_utc(const written_time& written, const engine::zone_table& zone);

} // namespace chatqc::app
