// The state of one open session: plain data, so that a checkpoint can hold it. What happens to it stands in
// session.h, rounds.h and engine/detect.
#pragma once

#include "engine/conversation/plan.h"
#include "engine/segment.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chatqc::engine {

// An open round of one track.
struct open_round {
    std::string opened_by; // message or transfer id
    time_point opened{};
    std::string owner;  // tracks that follow transfers: whose round it is; empty: the shop's
    bool first = false; // the session's first round
};

struct track_state {
    std::optional<open_round> open;
    std::uint32_t rounds = 0; // opened so far; a transfer's continues the one before
};

// One response rule watching the open round of its track: armed until its deadline, then fired until the
// reply.
struct response_watch {
    rules::rule_index rule = 0;
    std::string anchor; // the opening message, or the assign or transfer that brought the holder
    time_point anchor_ts{};
    time_point deadline{};
    bool fired = false;
    std::string charged;     // once fired
    time_point decided_at{}; // once fired
};

// Detector states, one alternative a detector (engine/detect).
struct required_state {
    std::uint32_t seen = 0; // messages of the range's roles so far
    bool satisfied = false; // a phrase or event stood in the range
    bool decided = false;
    std::uint64_t recent = 0;              // last 64: bit 0 the newest; set where a phrase stood
    std::optional<std::uint32_t> event_at; // `seen` when the satisfying event last came
    std::string last, last_sender;         // the last message of the range, for "if fewer"
    time_point last_ts{};
};

struct repeat_state {
    struct said {
        std::string sender;
        std::string id;
        std::string text;            // normal form
        std::uint64_t signature = 0; // one bit a 2-gram: bounds the difference of two sets from below
        std::uint32_t grams = 0;     // size of the set
        std::uint32_t count = 1;
    };

    std::vector<said> agents;   // the last `window` a sender, oldest first
    std::vector<said> customer; // the customer's last `window`
    bool asked_again = false;   // the customer's latest message repeats an earlier one
};

struct nudge_state {
    struct nudge {
        std::string id;
        time_point ts{};
        std::vector<span> spans;
    };

    std::vector<nudge> run; // nudges since the last restart, at most `count`
    bool fired = false;
};

using rule_state = std::variant<std::monostate, required_state, repeat_state, nudge_state>;

struct session_state {
    std::shared_ptr<const session_plan> plan;
    std::string id; // of its first message
    time_point started{};
    time_point last{}; // of its last message (events and system lines do not count)
    std::uint32_t messages = 0;
    std::string plan_platform, plan_shop; // known at the first message: decide gap, calendar, zone
    std::string platform, shop;           // for verdicts: a first later value fills what was empty
    std::optional<time_point> closes;     // a close waits for its reopen gap
    bool opened_by_customer = false;
    bool person_replied = false;
    bool last_agent_asks = false; // the last agent or assist message holds ? or a phrase of `asks` or `wait`
    std::uint32_t customer_messages = 0;
    std::uint32_t agent_messages = 0;

    std::vector<track_state> tracks; // as plan->tracks
    std::vector<response_watch> watches;
    std::vector<rule_state> states;    // as plan->with_state
    std::vector<round_record> rounds;  // decided ones
    std::vector<agent_summary> agents; // sorted by agent
};

} // namespace chatqc::engine
