// Hand-written zone tables for the tests of time: no tzdata is read here.
#pragma once

#include "engine/time/zone.h"

namespace chatqc::test {

inline engine::time_point
utc(int year, unsigned month, unsigned day, int hour = 0, int minute = 0, int second = 0)
{
    using namespace std::chrono;
    return sys_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day)} + hours{hour} +
           minutes{minute} + seconds{second};
}

inline engine::zone_table shanghai()
{
    return engine::zone_table{{{utc(1991, 9, 14, 17), std::chrono::hours{8}}}};
}

inline engine::zone_table kolkata()
{
    return engine::zone_table{{{utc(1945, 10, 14), std::chrono::minutes{330}}}};
}

inline engine::zone_table new_york()
{
    return engine::zone_table{
        {{utc(2024, 3, 10, 7), std::chrono::hours{-4}},
         {utc(2024, 11, 3, 6), std::chrono::hours{-5}},
         {utc(2025, 3, 9, 7), std::chrono::hours{-4}},
         {utc(2025, 11, 2, 6), std::chrono::hours{-5}},
         {utc(2026, 3, 8, 7), std::chrono::hours{-4}}}};
}

// Half an hour of daylight saving (Lord Howe), at 02:00 local.
inline engine::zone_table lord_howe()
{
    return engine::zone_table{
        {{utc(2025, 4, 5, 15), std::chrono::minutes{630}},
         {utc(2025, 10, 4, 15, 30), std::chrono::minutes{660}},
         {utc(2026, 4, 4, 15), std::chrono::minutes{630}}}};
}

} // namespace chatqc::test
