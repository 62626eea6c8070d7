// What a detector is configured with (SPEC §5): a struct each, immutable data. How they are written in rule
// files is rules/detectors.h, what they do with messages is engine/detect.
#pragma once

#include "rules/vocabulary.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chatqc::rules {

using std::chrono::milliseconds;
using std::chrono::minutes;

// Minutes of the shop's day, half-open [from, to); to <= from crosses midnight; [0, 1440) is the whole day.
struct day_hours {
    minutes from{0};
    minutes to{1440};

    friend bool operator==(const day_hours&, const day_hours&) = default;
};

// Index of a list, expression or profile inside its rule_set.
using list_index = std::uint32_t;
using pattern_index = std::uint32_t;
using profile_index = std::uint32_t;

enum class phrase_quantifier : std::uint8_t { any, all, at_least, none };

struct phrase_detector {
    list_index list = 0;
    phrase_quantifier quantifier = phrase_quantifier::any;
    std::uint32_t at_least = 1; // distinct phrases, for at_least
};

struct pattern_detector {
    pattern_index pattern = 0;
    std::vector<pattern_index> except; // a span that one of these overlaps is no hit
};

struct response_detector {
    profile_index profile = 0;
    bool first_only = false; // first_response
    milliseconds limit{180000};
    std::optional<milliseconds> warn;
};

struct unanswered_detector {
    profile_index profile = 0;
};

enum class range_kind : std::uint8_t { first, last, nth, all };

struct required_phrase_detector {
    list_index list = 0;
    std::optional<event> or_event; // this event in the range satisfies the rule too
    range_kind range = range_kind::first;
    std::uint32_t n = 2;
    bool customer_opened = false; // only in sessions that a customer's message opened
};

struct repeat_detector {
    std::uint32_t count = 3;
    std::uint32_t window = 3;              // eligible messages of the sender looked back at
    std::uint32_t similarity_percent = 85; // Jaccard of code-point 2-gram sets
    std::uint32_t characters_min = 5;
    std::vector<list_index> except; // greeting, closing, ack …: a message wholly of their phrases
};

struct nudge_burst_detector {
    list_index list = 0;
    std::uint32_t count = 3;
    milliseconds within{60000};
};

// More than `most` messages of the range with a phrase (events count too).
struct max_phrase_detector {
    list_index list = 0;
    std::optional<event> or_event;
    std::optional<std::uint32_t> first; // only the first so many messages; absent: all
    std::uint32_t most = 1;
};

struct flood_detector {
    std::uint32_t count = 10; // messages
    milliseconds within{60000};
};

struct apology_detector {
    profile_index profile = 0;
    list_index list = 0;        // what an apology is
    milliseconds after{180000}; // a longer wait needs one
    std::uint32_t messages = 5; // after the reply
};

struct promise_detector {
    list_index list = 0; // what a promise to come back is
    std::optional<list_index> cancelled_by;
    milliseconds within{std::chrono::minutes{15}};
    std::uint32_t answer_min = 10;  // characters beside the phrases that make an answer of the same message
    std::vector<list_index> except; // ack, greeting …: what is no answer
};

// An event by which a duty is settled: with each of these attributes, of which it has one of the values.
struct settling_event {
    struct attribute {
        std::string name;
        std::vector<std::string> values;
    };

    rules::event event = rules::event::none;
    std::vector<attribute> attributes;
};

// A phrase of the list with a time beside it by which it is to be done. A duty, not a mistake: no points.
struct promise_ledger_detector {
    list_index list = 0;                    // what is promised
    std::uint32_t apart = 12;               // characters between it and the time, at most
    std::vector<settling_event> settled_by; // any of them keeps it; verdicts do not depend on it
};

// Nudges of one silence of the customer that are pairwise alike, over sessions.
struct nudge_alike_detector {
    list_index list = 0;
    std::uint32_t count = 3;
    std::uint32_t similarity_percent = 80;
};

// The k-th nudge since the customer's last message, sooner after it than the k-th of the minima.
struct nudge_pacing_detector {
    list_index list = 0;
    std::vector<milliseconds> minima{
        std::chrono::minutes{3}, std::chrono::minutes{5}, std::chrono::minutes{7}, std::chrono::minutes{9}};
    milliseconds tolerance{15000};               // of the minima
    milliseconds apart{std::chrono::minutes{2}}; // of two nudges, at least
};

struct nudge_after_paid_detector {
    list_index list = 0;
};

struct nudge_before_answer_detector {
    list_index list = 0;
    milliseconds within{30000};             // an answer may still follow so long
    std::uint32_t other_max = 4;            // characters of content beside the nudge
    std::optional<list_index> unless_asked; // questions that a nudge answers: how do I buy it?
    bool at_door = false;                   // only the session's first message of an agent
    std::vector<list_index> no_answer;      // ack, greeting, wait: what says nothing
};

// A silence of the customer in which no nudge offers anything.
struct empty_nudge_detector {
    list_index list = 0;
    std::vector<list_index> benefits;
    std::uint32_t count = 2;
};

// A question that is not yes or no, answered by nothing but a word of the list.
struct perfunctory_detector {
    list_index list = 0;
    std::optional<list_index> yes_no;    // what makes a question one of yes or no
    std::vector<list_index> no_question; // ack, closing: a message of nothing else asks nothing
    std::uint32_t characters_max = 4;
    milliseconds within{30000}; // more may follow so long
};

// A customer who has to say again what he has said: after an answer (`made_to_repeat`) or after a transfer
// (`handover`).
struct made_to_repeat_detector {
    bool after_transfer = false;    // handover
    std::optional<list_index> list; // words of a customer who complains of it
    std::uint32_t similarity_percent = 80;
    std::uint32_t characters_min = 6;
    std::vector<list_index> except;    // what only urges: a message with a phrase of theirs
    std::vector<list_index> no_answer; // ack, greeting, wait: what says nothing
};

struct transfer_quality_detector {
    std::uint32_t most = 2; // transfers of a session that are an agent's doing
};

struct bot_trap_detector {
    list_index list = 0; // what asks for a person
    milliseconds within{60000};
    bool same_text = true; // a bot that answers two messages alike is one too
};

// An agent who begins to speak at night.
struct late_contact_detector {
    day_hours hours{minutes{23 * 60}, minutes{8 * 60}}; // shop-local
    milliseconds silence{std::chrono::minutes{30}};     // of the customer before it
    std::optional<list_index> promises;                 // what an agent owes an answer after
    std::vector<list_index> no_answer;
};

// An answered customer who falls silent, and nobody asks why.
struct missed_followup_detector {
    list_index list = 0; // what a follow-up is
    milliseconds silent{std::chrono::minutes{10}};
    milliseconds within{std::chrono::minutes{30}};
    std::vector<list_index> no_answer;
};

// Numbers of persons that the customer has not given himself, over sessions.
struct privacy_leak_detector {
    bool phones = true;
    bool identities = true;               // of identity cards
    bool cards = true;                    // of banks
    bool addresses = true;                // roads and estates with house numbers
    std::vector<list_index> own_contacts; // numbers that the shop gives out
    std::vector<list_index> context;      // courier, checking: a number near such a phrase is innocent
    std::uint32_t apart = 12;             // characters between them, at most
};

// What must not be said or sent, in one message: `off_platform` and its like.
enum class policy : std::uint8_t {
    off_platform,
    ask_credential,
    review_removal,
    review_bribe,
    customer_risk,
    link_policy
};

struct policy_detector {
    policy what = policy::off_platform;
    std::vector<list_index> lists; // a phrase of one of them is a hit …
    std::vector<pattern_index> patterns;
    std::vector<list_index> about, with; // … and so is one of each, at most `apart` characters between them
    std::uint32_t apart = 12;
    bool phones = false;            // a mobile number is as good as a phrase of `about`
    bool links = false;             // a link to a site that is not allowed, in the text or in a card
    std::vector<std::string> allow; // domains, lower case, with all below them
    std::vector<list_index> innocent;
    std::vector<pattern_index> innocent_patterns; // a hit that one of these overlaps is none
};

// What the verdicts of an incident have in common.
enum class incident_key : std::uint8_t { shop, platform, group, agent };

// Many verdicts of one rule in a short time, over conversations (engine/incident.h).
struct incident_detector {
    std::string of; // the rule's id
    incident_key by = incident_key::shop;
    std::uint32_t count = 5;
    milliseconds within{std::chrono::minutes{10}};
};

// Conditions of expressions that are no detectors of their own.

// Any message, or one of these kinds.
struct message_condition {
    std::vector<kind> kinds;
};

struct event_condition {
    rules::event event = rules::event::none;
};

// The last message before it, of its own roles or of `since`, was of `since` and came more than `over`, or
// less than `under`, before it.
struct interval_condition {
    std::vector<role> since;
    std::optional<milliseconds> over, under;
};

using condition_detector = std::variant<
    message_condition,
    event_condition,
    interval_condition,
    phrase_detector,
    pattern_detector,
    repeat_detector>;

// Positions among what a condition looks at in a session, both ends included: 1 is the first, -1 the last.
struct position_range {
    std::int32_t from = 1;
    std::int32_t to = -1;
};

enum class relation_kind : std::uint8_t { near, before, after, around };
enum class distance_unit : std::uint8_t { any, characters, messages, time };

// Where a condition's hit stands to another's: `near` and every distance in characters in the same message,
// the others in messages (or, around, in the same one).
struct relation {
    relation_kind kind = relation_kind::near;
    std::uint32_t of = 0; // index of the other condition
    distance_unit unit = distance_unit::any;
    std::uint32_t count = 0; // characters, or messages that the condition looks at
    milliseconds within{0};
};

struct condition {
    std::string name; // as relations call it, or empty
    condition_detector detect;
    std::vector<role> roles; // whose messages it looks at; of an event none
    std::optional<position_range> range;
    // At most one; two, after one and before another, where it must not hold between them. Without a range
    // and a relation it looks at the same message as the other such conditions.
    std::vector<relation> relations;

    [[nodiscard]] bool is_local() const { return !range && relations.empty(); }
};

struct term {
    enum class kind : std::uint8_t { condition, all, any, at_least, negated };

    kind what = kind::condition;
    std::uint32_t condition = 0; // for condition
    std::uint32_t at_least = 1;  // for at_least
    std::vector<term> of;        // for the others; one for negated
};

// One way for an expression to hold: conditions that must hit, each behind the one it relates to, and
// conditions that must not.
struct alternative {
    std::vector<std::uint32_t> needed, absent;
};

struct expression_detector {
    std::vector<condition> conditions;
    term holds;
    std::vector<alternative> alternatives; // what `holds` comes to (rules/alternatives.h)
    bool is_sequence = false; // `sequence`: what has fired is forgotten, and the next begins behind it
};

// `count` and `ratio`: how often a condition hits in a session, or how often to another's hits in hundredths.
struct aggregate_detector {
    expression_detector counted; // its conditions: what is counted, and what that is compared with
    std::optional<std::uint32_t> over, under;

    [[nodiscard]] bool is_ratio() const { return counted.conditions.size() > 1; }
};

using detector = std::variant<
    phrase_detector,
    pattern_detector,
    response_detector,
    unanswered_detector,
    required_phrase_detector,
    repeat_detector,
    nudge_burst_detector,
    expression_detector,
    aggregate_detector,
    max_phrase_detector,
    flood_detector,
    apology_detector,
    promise_detector,
    promise_ledger_detector,
    nudge_alike_detector,
    nudge_pacing_detector,
    nudge_after_paid_detector,
    nudge_before_answer_detector,
    empty_nudge_detector,
    perfunctory_detector,
    made_to_repeat_detector,
    transfer_quality_detector,
    bot_trap_detector,
    late_contact_detector,
    missed_followup_detector,
    policy_detector,
    privacy_leak_detector,
    incident_detector>;

// Whether it tells what is to be known and judges nobody: then it has no points.
bool is_alert(const detector& value);

// Whether what it finds counts only once a person has confirmed it.
bool needs_review(const detector& value);

// Whether the detector needs nothing but one message: then it judges edits too.
bool looks_at_one_message(const detector& value);

// The `list` whose phrases it fires at, of a detector that has one such list.
std::optional<list_index> sought_list(const detector& value);

// The longest wait of its state for something that must not come, if it may wait at all (round deadlines
// apart).
std::optional<milliseconds> longest_timer(const detector& value);

} // namespace chatqc::rules
