// What a checked set of packs means: immutable data that the engine reads. Nothing here parses or matches;
// rules/checker.h makes it, engine/ runs it.
#pragma once

#include "rules/detector.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace chatqc::rules {

using rule_index = std::uint32_t; // inside its rule_set
using campaign_index = std::uint32_t;
using tag_index = std::uint32_t;

struct phrase_list {
    std::string name;
    std::vector<std::string> phrases; // valid UTF-8, not empty, as written
    bool homophones = false;          // also what sounds alike: 薇信 for 微信
    bool shapes = false;              // also look-alikes, characters taken apart: 徽信, 女子评
    bool letters = false;             // also letters and words for words: vx, 扣扣
    bool whole_word = false;          // no Latin letter or digit touches the span
    bool negation = false;            // voided by a negation within 6 characters before
};

// A named clock profile (SPEC §4, "Clock profiles").
enum class clock_hours : std::uint8_t { shop_calendar_pausing, by_question, by_session_start };
enum class unanswered_as : std::uint8_t { violation, miss, capped };

struct clock_profile {
    std::string name;
    bool first_round_only = false; // counts only the first round of a session
    clock_hours hours = clock_hours::shop_calendar_pausing;
    day_hours window{}; // for by_question, by_session_start
    unanswered_as unanswered = unanswered_as::violation;
    std::optional<milliseconds> cap;
    bool skips_acknowledgements = false;
    bool bot_replies = false;      // bot and autoreply close a round
    bool follows_transfer = false; // platform profiles: a transfer decides the open round (SPEC §4)
    bool disputed = false;
    std::optional<milliseconds> limit; // default limit of a round
    std::optional<milliseconds> warn;
    std::optional<milliseconds> first_limit; // default limit of first_response
    std::optional<milliseconds> first_warn;
};

// A promotion, to which rules may be bound.
struct campaign {
    std::string name;
    std::chrono::sys_time<milliseconds> from, to; // half-open
};

// A scene that rules put on sessions: logistics, returns, an invoice …
struct tag {
    std::string name;
    std::string name_zh, name_en; // of the first rule that puts it
};

struct scope {
    std::vector<std::string> platforms, shops, groups, senders; // empty: any
    std::vector<std::string> not_shops;                         // those that have the rule in another form
    std::vector<role> roles;                                    // empty: the detector's own default
    std::optional<day_hours> hours;                             // shop-local
    std::optional<std::chrono::sys_time<milliseconds>> valid_from, valid_to; // half-open
    std::vector<campaign_index> campaigns;         // in one of them; empty: at any time
    std::vector<campaign_index> outside_campaigns; // in none of them

    friend bool operator==(const scope&, const scope&) = default;
};

// Voids the spans it overlaps (a list or a pattern), or a message that is as a whole a phrase of `message`,
// with the reason shown in the page.
struct exception {
    std::optional<list_index> list;
    std::optional<pattern_index> pattern;
    std::optional<list_index> message;
    std::string reason;
};

enum class count_as : std::uint8_t { once, per_hit };

struct rule {
    std::string id;
    std::string pack;
    std::string name_zh, name_en;
    std::string why;
    category in = category::standards;
    level severity = level::minor;
    std::int32_t points = 0; // whole points; negative deducts
    count_as count = count_as::once;
    std::optional<std::int32_t> cap; // bound of the sum with per_hit, same sign as points
    // What a hit that is only found in disguise is raised to (SPEC §5 `evasion`).
    level evasion_severity = level::minor;
    std::int32_t evasion_points = 0;
    rules::mode mode = rules::mode::live;
    bool review_required = false;
    std::string critical_scope = "session"; // session | day | month
    std::string charge_once;                // "" or the name of the shared charge ("wait")
    std::optional<tag_index> puts;          // a tag rule: it puts this on the session and decides nothing
    rules::scope scope;
    rules::detector detect;
    std::vector<exception> except;
    // What stood in so many of the customer's last messages is innocent where it is quoted or negated.
    std::uint32_t customer_said = 0;
    std::string hash; // 16 hex digits over the rule and every list, pattern, profile it reads
};

// Working hours and zone of a shop; days are local dates.
struct calendar {
    std::string zone = "Asia/Shanghai"; // IANA
    day_hours working{minutes{8 * 60}, minutes{23 * 60}};
    minutes day_start{0};
    bool is_default = true; // page and report say so

    // Local dates with other hours (holidays, 调休); an empty range (from == to) means closed.
    struct exception_day {
        std::chrono::year_month_day date;
        day_hours working;
        bool closed = false;
    };

    std::vector<exception_day> exceptions; // sorted by date
};

// What platform and shop decide for a session; the first entry that names the shop, else the platform, else
// default.
struct shop_settings {
    std::string platform; // "" any
    std::string shop;     // "" any
    std::optional<milliseconds> session_gap;
    std::optional<milliseconds> reopen_gap;
    std::optional<calendar> hours;
};

struct pack_info {
    std::string name;
    std::uint32_t language = 1;
    std::string version;
};

// What this program makes of a rule set. Raised when the same rules and messages would give another verdict:
// it is part of every set's hash, so that what a newer program decides stands under a unit of its own.
inline constexpr std::uint32_t semantics_version = 3;

// An expression as written, and what it asks for: look-alikes of its ideographs, abbreviations of its words.
struct expression {
    std::string regex;
    bool shapes = false;
    bool letters = false;

    friend auto operator<=>(const expression&, const expression&) = default;
};

struct rule_set {
    std::string hash; // 16 hex digits over all of it and the semantics
    std::vector<pack_info> packs;
    std::vector<phrase_list> lists;
    std::vector<expression> patterns;
    std::vector<clock_profile> profiles; // [0] is `internal`
    std::vector<campaign> campaigns;
    std::vector<tag> tags; // in order of the first rule that puts each
    // Sorted by id; `off` rules are left out. The forms that overrides give a rule for shops and campaigns
    // stand beside it under the same id, and at most one of them holds at a time.
    std::vector<rule> rules;
    std::vector<shop_settings> shops;
    calendar default_calendar;
    std::uint32_t weights[category_count] = {1, 1, 1, 1, 1, 1};
    std::int32_t pass_mark = 85;
    bool unassigned_first_replier = false; // pack key `unassigned: first_replier`

    // The lists with a meaning of their own, merged over the packs, if some pack defines them: ack, asks,
    // wait (SPEC §4 "Acknowledgement"), negation (words that void a phrase of a list with `negation: true`)
    // and approved_snippets (whole messages that the shop has its people send).
    std::optional<list_index> ack, asks, wait, negation, approved;
};

} // namespace chatqc::rules
