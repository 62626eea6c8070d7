// The state of one open session: plain data, made by running its messages and never stored. What happens to
// it stands in session.h, rounds.h and engine/detect.
#pragma once

#include "engine/conversation/expression_state.h"
#include "engine/conversation/names.h"
#include "engine/conversation/plan.h"
#include "engine/segment.h"

#include <boost/container/small_vector.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chatqc::engine {

// A `carry` while its conversation lives.
struct live_carry {
    shared_name platform, shop, group, holder;
    std::string customer;
    time_point holder_since{};
    conversation_memory memory = {};
};

[[nodiscard]] live_carry live(const carry& stored, name_pool& names);
[[nodiscard]] carry stored(const live_carry& live);

// An open round of one track.
struct open_round {
    std::string opened_by; // message or transfer id
    time_point opened{};
    shared_name owner;  // tracks that follow transfers: whose round it is; empty: the shop's
    bool first = false; // the session's first round
};

struct track_state {
    std::unique_ptr<open_round> open;
    std::uint32_t rounds = 0; // opened so far; a transfer's continues the one before
};

// One response rule watching the open round of its track: armed until its deadline, then fired until the
// reply.
struct response_watch {
    rules::rule_index rule = 0;
    bool fired = false;
    bool in_scope = false; // once fired: the rule's scope held, and its holder was not charged before
    std::string anchor;    // the opening message, or the assign or transfer that brought the holder
    time_point anchor_ts{};
    time_point deadline{};
    shared_name charged;     // once fired
    time_point decided_at{}; // once fired
};

// Detector states, one alternative a detector (engine/detect).
struct required_state {
    std::uint32_t seen = 0; // messages of the range's roles so far
    bool satisfied = false; // a phrase or event stood in the range
    bool decided = false;
    std::uint64_t recent = 0;              // last 64: bit 0 the newest; set where a phrase stood
    std::optional<std::uint32_t> event_at; // `seen` when the satisfying event last came
    std::string last;                      // the last message of the range, for "if fewer"
    shared_name last_sender;               // empty: no agent's message
    time_point last_ts{};
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

struct aggregate_state {
    expression_state seen;
    std::uint32_t of = 0, to = 0; // hits of what is counted, and of what that is compared with
};

struct max_phrase_state {
    std::uint32_t looked = 0;
    std::vector<std::string> found; // messages and events that count
    bool fired = false;
};

struct flood_state {
    struct said {
        std::string id;
        time_point ts{};
    };

    std::vector<said> recent; // within the time
    bool fired = false;
};

struct apology_state {
    struct late_reply {
        std::string id;
        time_point ts{};
        std::string sender;
        std::uint32_t left = 0; // messages that may still hold an apology
        wait_receipt wait;
    };

    std::vector<late_reply> waiting; // oldest first
};

struct promise_state {
    std::string id; // of the chain's first wait phrase; empty: nothing is promised
    time_point ts{};
    std::string duty; // whose it is
    std::uint32_t restarts = 0;
    std::optional<time_point> deadline; // none once fired
};

// Detectors whose state is the conversation's (engine/conversation/memory.h).
struct nudge_alike_state {};

struct nudge_pacing_state {};

struct nudge_after_paid_state {};

struct privacy_leak_state {};

struct empty_nudge_state {
    // The session's last nudge of this silence that is not decided yet; empty: none.
    std::string id;
    time_point ts{};
    std::string sender;
};

// Replies that end a wait and may turn out to be none.
struct single_reply_state {
    struct reply {
        std::string id;
        time_point ts{};
        std::string sender;
        std::string question; // that opened the wait
        time_point deadline{};
    };

    bool excused = false;       // by a message of the open wait
    std::string answers;        // the question that the message at hand answers; empty: it answers none
    std::vector<reply> waiting; // oldest first
};

struct nudge_before_answer_state : single_reply_state {};

struct perfunctory_state : single_reply_state {
    bool asked = false; // a message of the open wait is more than thanks or a farewell
};

struct made_to_repeat_state {
    struct question : comparable_text {
        std::string id;
        std::uint32_t replies = 0, transfers = 0; // before it
    };

    std::vector<question> asked; // the last ones
    std::uint32_t replies = 0;   // of people, that say something
    std::uint32_t transfers = 0;
};

struct transfer_quality_state {
    std::vector<std::string> transfers;
    bool fired = false;
};

struct bot_trap_state {
    struct request {
        std::string id;
        time_point ts{};
    };

    struct answer {
        std::string text; // normal form
        std::uint32_t heard = 0;
    };

    std::optional<request> waiting; // for a person
    std::optional<time_point> deadline;
    request last;             // the customer's last message
    bool told = false;        // the rule has fired at it
    std::uint32_t heard = 0;  // messages of the customer
    std::vector<answer> said; // by the bot since a person last spoke
};

struct late_contact_state {
    std::optional<time_point> heard; // the customer's last message, or that he opened the chat
    bool owes_answer = false;        // somebody has promised one
    bool answers = false;            // the message at hand ends a wait
    bool fired = false;
};

struct missed_followup_state {
    std::string id; // the customer's last message; empty: nobody need ask
    time_point ts{};
    bool ordered = false;
    std::optional<time_point> deadline; // once it is answered
};

using rule_state = std::variant<
    std::monostate,
    required_state,
    repeat_state,
    nudge_state,
    expression_state,
    aggregate_state,
    max_phrase_state,
    flood_state,
    apology_state,
    promise_state,
    nudge_alike_state,
    nudge_pacing_state,
    nudge_after_paid_state,
    nudge_before_answer_state,
    empty_nudge_state,
    perfunctory_state,
    made_to_repeat_state,
    transfer_quality_state,
    bot_trap_state,
    late_contact_state,
    missed_followup_state,
    privacy_leak_state>;

// A decided round, for the summary (round_record).
struct counted_round {
    std::string opened_by;
    shared_name agent;
    time_point opened{};
    milliseconds duration{0};
    std::int32_t day = 0;
    rules::profile_index profile = 0;
    round_outcome outcome = round_outcome::unanswered;
    bool in_time = false;
    bool first = false;
};

// What one agent did, for the summary (agent_summary).
struct agent_tally {
    shared_name agent;
    std::uint32_t messages = 0;
    std::uint32_t characters = 0;
    std::uint8_t categories = 0;
};

// Small: most of a shard's memory is open sessions that wait for their end.
struct session_state {
    std::shared_ptr<const session_plan> plan;
    std::string id;     // of its first message
    shared_name opener; // the sub-account that sent it; empty: no agent's message
    time_point started{};
    time_point last{}; // of its last message (events and system lines do not count)
    std::uint32_t messages = 0;
    shared_name platform, shop;       // for verdicts: a first later value fills what was empty
    std::optional<time_point> closes; // a close waits for its reopen gap
    bool opened_by_customer = false;
    bool person_replied = false;
    bool last_agent_asks = false; // the last agent or assist message holds ? or a phrase of `asks` or `wait`
    std::vector<std::string> heard; // normal forms of the customer's last texts, as many as plan->hears
    std::uint64_t tags = 0;         // a bit for each of rules->tags
    std::uint32_t customer_messages = 0;
    std::uint32_t agent_messages = 0;

    // Most sessions have no more of each than stands here: then all of it lies together.
    boost::container::small_vector<track_state, 2> tracks; // as plan->tracks
    boost::container::small_vector<response_watch, 1> watches;
    boost::container::small_vector<rule_state, 1> states;  // as plan->with_state
    boost::container::small_vector<agent_tally, 1> agents; // sorted by agent
    std::vector<counted_round> rounds;                     // decided ones
};

} // namespace chatqc::engine
