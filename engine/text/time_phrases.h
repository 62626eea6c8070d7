// Finds in a text's normal form by when something is said to happen: "48 小时内", "明天", "within 2 days".
// What instant that is depends on the shop's calendar and stands elsewhere.
#pragma once

#include "engine/text/normal_form.h"

#include <cstdint>
#include <vector>

namespace chatqc::engine {

enum class time_unit : std::uint8_t {
    minutes,      // from now on
    days,         // the end of today and so many days
    working_days, // the end of the so manieth day from Monday to Friday after today
    weekday,      // 0 is Monday, the next one, today included; 7 more: of next week
    date          // month * 100 + day, the next one, today included
};

struct time_phrase {
    time_unit unit = time_unit::minutes;
    std::uint32_t amount = 0;
    std::uint32_t begin = 0; // bytes of the original text, half-open
    std::uint32_t end = 0;
};

// In order; of those that overlap the first and longest. A length of time counts only with 内, 以内, 之内,
// 后, 之后, 以后, 左右 or 之前 behind it, or `within` or `in` before it: 7 天无理由 promises nothing. Numbers
// are digits, or Chinese ones up to 99.
std::vector<time_phrase> find_time_phrases(const normal_form& normal);

} // namespace chatqc::engine
