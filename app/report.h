// What a daily report says: one tenant, one shop-day, every figure computed already. Plain data;
// app/report_build makes it, the writers (report_html, report_csv, report_json) print the same figures from
// it.
#pragma once

#include "engine/score/score.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chatqc::app {

using engine::hundredths;
using engine::milliseconds;
using engine::time_point;

// Rounds of one clock profile whose question fell on the day. Voided rounds are not in any figure.
struct response_figures {
    std::string profile;
    std::uint64_t answered = 0;
    std::uint64_t unanswered = 0;
    std::uint64_t in_time = 0; // of answered + unanswered
    bool has_limit = false;    // without one in_time means nothing
    std::uint64_t timed = 0;   // rounds the mean is over: answered, and unanswered where the profile counts
                               // those with a fixed time
    std::optional<milliseconds> mean; // nothing of nothing
    std::uint64_t first_timed = 0;    // first rounds of a session
    std::optional<milliseconds> first_mean;

    [[nodiscard]] std::uint64_t rounds() const { return answered + unanswered; }
};

// Verdicts of one rule. Retracted ones are nowhere.
struct rule_figures {
    std::string rule;
    std::uint64_t hits = 0;           // live and final
    std::uint64_t review_pending = 0; // of those, waiting for a person: no points yet
    std::uint64_t dismissed = 0;      // by people: not among the hits
    std::uint64_t withdrawn = 0;      // with their rule's version: nor these
    std::uint64_t provisional = 0;
    std::uint64_t shadow = 0; // rule on trial
    std::int64_t points = 0;  // counted, of every agent
};

// Sessions that began on the day with one tag on them, and what was violated in them (高频问题场景).
struct scene_figures {
    std::string tag;
    std::uint64_t sessions = 0;
    std::uint64_t with_violations = 0;          // of those
    std::uint64_t violations = 0;               // in those
    std::map<std::string, std::uint64_t> rules; // violations by rule

    // The rules violated most in it, with how often; equal ones by id.
    [[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>> most_violated(std::size_t at_most) const;
};

struct score_figures {
    std::uint64_t scored = 0;                   // n: rounded session scores the mean is over
    std::optional<hundredths> mean;             // nothing of nothing
    std::uint64_t deductions = 0;               // verdicts that took points
    std::int64_t deducted = 0;                  // points taken, as a positive number
    std::optional<hundredths> deducted_per_100; // points per 100 sessions scored
    std::uint64_t critical = 0;                 // counted critical verdicts
};

inline constexpr std::size_t level_count = 4;

struct report_figures {
    std::uint64_t sessions = 0;              // started on the day; of an agent: in which he wrote
    std::uint64_t customer_messages = 0;     // 0 for an agent
    std::uint64_t agent_messages = 0;        // agent and assist
    std::vector<response_figures> responses; // internal first, then by name; internal is always there
    std::vector<rule_figures> rules;         // by rule id
    std::vector<scene_figures> scenes;       // most sessions first; not of an agent
    // Live, final verdicts that cost points or are critical, by level; and the others.
    std::array<std::uint64_t, level_count> violations{};
    std::uint64_t notices = 0; // without points
    std::uint64_t bonuses = 0; // points above 0 (加分)
    std::uint64_t provisional = 0;
    score_figures score;

    [[nodiscard]] std::uint64_t violations_in_all() const;

    [[nodiscard]] const response_figures& internal() const { return responses.front(); }
};

// The arithmetic of one session's score of one agent.
struct scored_session {
    std::string conversation, session;
    time_point started{};
    std::string local_time; // shop-local "HH:MM:SS" of the start
    engine::session_score score;
};

struct agent_report {
    std::string agent; // empty: not assigned (未分配)
    report_figures figures;
    bool below_pass_mark = false;
    bool zeroed_by_day = false; // a critical hit of scope day or month: every session of the day counts 0
    std::vector<scored_session>
        sessions; // with a deduction, a bonus or a critical hit, by (started, conversation)
    std::uint64_t clean_sessions = 0; // the other scored ones: 100.00 each, or 0 with zeroed_by_day
};

struct shop_report {
    std::string shop; // empty: not known
    std::string platform;
    std::string zone;
    bool default_calendar = false; // nobody has set its hours
    report_figures figures;
    std::vector<agent_report> agents; // by name, not assigned last
};

struct rule_label {
    std::string name_zh, name_en;
    rules::category category = rules::category::standards;
    rules::level level = rules::level::minor;
    std::int32_t points = 0;
    std::string profile; // of a rule that judges rounds
};

struct tag_label {
    std::string name_zh, name_en;
};

struct profile_label {
    std::optional<milliseconds> limit;
    bool is_platform = false; // our estimate of a platform's figure
    bool disputed = false;
};

struct too_late_message {
    std::string conversation, id, shop, source;
    time_point ts{};
    std::string local_text; // in daily_report::zone
};

// Why the report is not final, or who may still change it.
struct report_lag {
    std::string source; // empty: open sessions
    bool recorded = false;
    std::optional<time_point> watermark; // live: how far it is; open sessions: since when the oldest is open
    time_point needed{};                 // how far it must come
    std::string at_text, needed_text;    // the same for people, "2025-11-11 22:00" in daily_report::zone
};

struct daily_report {
    std::string tenant;
    std::string zone;           // of what belongs to no shop: the default calendar\'s
    std::int32_t day = 0;       // days since 1970-01-01
    std::uint32_t revision = 0; // 1 the first published, then restated; 0: made on demand
    bool is_final = false;
    std::vector<report_lag> lagging;
    std::int32_t pass_mark = 85;
    bool any_default_calendar = false;
    report_figures total;
    std::vector<shop_report> shops; // by name
    std::map<std::string, rule_label> rules;
    std::map<std::string, profile_label> profiles;
    std::map<std::string, tag_label> tags;
    std::uint64_t too_late = 0;
    std::vector<too_late_message> too_late_listed; // by (ts, conversation, id), at most too_late_listed_max
};

inline constexpr std::size_t too_late_listed_max = 1000;

} // namespace chatqc::app
