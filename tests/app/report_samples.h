// A small day for the tests of reports: three shops, a handful of agents, every kind of figure, in memory.
#pragma once

#include "app/report_source.h"

namespace chatqc::test {

// 2025-11-11 in Shanghai, or another time of that day's calendar.
engine::time_point shanghai(int day, int hour, int minute = 0, int second = 0);

inline constexpr std::int32_t sample_day = 20403; // 2025-11-11

app::report_rules sample_rules();

// Builds sessions and verdicts line by line.
class sample_day_source : public app::memory_report_source {
public:
    // A session of `day` (of November 2025); rounds and agents are added to the result.
    engine::session_summary& add_session(
        std::string conversation, std::string shop, std::string platform, int day, int hour, int minute
    );
    static void add_agent(engine::session_summary& to, std::string agent, std::uint32_t messages);
    // An answered round, or with no seconds an unanswered one; opened at the session's start plus `after_s`.
    static void add_round(
        engine::session_summary& to,
        std::string profile,
        std::string agent,
        int after_s,
        std::optional<int> seconds,
        int limit_s = 180
    );
    engine::verdict& add_verdict(const session& of, std::string rule, std::string agent, int after_s);

    session& last() { return sessions.back(); }
};

sample_day_source sample_source();

} // namespace chatqc::test
