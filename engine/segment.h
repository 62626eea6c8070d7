// What is kept of a conversation once a session has ended: one segment row, with the session's summary and
// the state carried into what follows. Segments of a conversation tile its order: each begins where the one
// before ended.
#pragma once

#include "engine/verdict.h"

#include <optional>
#include <string>
#include <vector>

namespace chatqc::engine {

class binary_reader;

// Where a message lies in the journal.
struct position {
    std::uint64_t block = 0;  // journal sequence
    std::uint32_t offset = 0; // byte offset of its record inside the block

    friend auto operator<=>(const position&, const position&) = default;
};

// One stored message of a segment: enough to find it again and to recognise its copies.
struct stored_message {
    position where;
    std::uint64_t id_hash = 0;
    std::uint64_t content_hash = 0;
    source_id source = 0;
    bool too_late = false; // stored, not judged
    bool amends = false;   // an edit or recall: read again before other messages are judged
};

// What a detector remembers of one message beyond its session.
struct remembered {
    std::string id;
    time_point ts{};
    std::string text;       // what is compared with later ones, or empty
    bool marked = false;    // what this means is the detector's
    bool disguised = false; // nothing of it was found but in disguise

    friend bool operator==(const remembered&, const remembered&) = default;
};

struct rule_memory {
    std::string key;               // the detector and the rule's id
    std::uint32_t epoch = 0;       // conversation_memory's when it was written; another one: it is void
    std::vector<remembered> items; // oldest first

    friend bool operator==(const rule_memory&, const rule_memory&) = default;
};

// Key of the numbers and addresses of persons that customer or order have told; an item's id is the hash.
inline constexpr std::string_view numbers_key = "numbers";

// What a conversation remembers over its sessions, 7 days back of the message that is judged (SPEC §5).
// Small: every open conversation has it twice.
struct conversation_memory {
    std::uint32_t heard = 0;                 // messages of the customer so far: each ends a silence
    std::uint32_t orders = 0;                // order_paid so far
    time_point heard_at = time_point::min(); // the customer's last message
    time_point paid_at = time_point::min();  // the last order_paid, unless an order was placed since
    std::vector<rule_memory> of = {};        // by key

    friend bool operator==(const conversation_memory&, const conversation_memory&) = default;
};

// What one session hands on to the next (SPEC §2 inherited fields, §4 holder).
struct carry {
    std::string platform, shop, group, customer;
    std::string holder; // latest holder event since the previous session's end, or empty
    time_point holder_since{};
    conversation_memory memory = {};

    friend bool operator==(const carry&, const carry&) = default;
};

enum class round_outcome : std::uint8_t { answered, unanswered, voided };

// One round of one profile, as counted (SPEC §4).
struct round_record {
    std::string profile;
    std::string opened_by; // message id (or the transfer's, for a round a transfer opened)
    time_point opened{};
    std::string agent; // charged: the holder, or the replier where there is none; empty: the shop's
    round_outcome outcome = round_outcome::unanswered;
    milliseconds duration{
        0}; // counted time; for unanswered: as the profile counts it (600 s, or the wait so far)
    bool in_time = false;
    bool first = false;   // first round of the session
    std::int32_t day = 0; // shop-day of the question, days since 1970-01-01

    friend bool operator==(const round_record&, const round_record&) = default;
};

struct agent_summary {
    std::string agent;
    std::uint32_t messages = 0;
    std::uint8_t categories = 0;  // bit per rules::category with a rule that was applied to this agent
    std::uint32_t characters = 0; // code points sent, for reports

    friend bool operator==(const agent_summary&, const agent_summary&) = default;
};

struct session_summary {
    std::string session; // id of the first message
    time_point started{};
    time_point ended{};
    std::string platform, shop, group, customer;
    std::string unit;     // hash of the rule_set that judged it
    std::int32_t day = 0; // shop-day of the start, days since 1970-01-01
    bool opened_by_customer = false;
    std::uint32_t customer_messages = 0;
    std::uint32_t agent_messages = 0;  // agent and assist
    bool person_replied = false;       // some valid reply of a person after a customer message
    std::vector<agent_summary> agents; // sorted by agent
    std::vector<round_record> rounds;  // by (opened, profile)
    std::vector<std::string> tags;     // put on it by tag rules, sorted

    friend bool operator==(const session_summary&, const session_summary&) = default;
};

struct segment {
    tenant_id tenant = 0;
    std::string conversation;
    order_key first;                        // key of its first message in order; names the row
    std::optional<session_summary> session; // none: context only (events and system lines)
    time_point until{};                     // the session's end, or the last context message's ts
    engine::carry after;
    std::vector<stored_message> messages; // in order
};

// A number of a person, or what tells an address from others: never itself, only its hash.
struct told_number {
    std::uint64_t hash = 0;
    time_point at{};
};

// What was told between the segment's first message and its end, as far as it is remembered.
std::vector<told_number> numbers_told_in(const segment& value);

// Binary codecs, version 3 where something remembered was disguised, else version 2; version 1 is read too:
// it has no memory.
void append_binary(std::string& out, const segment& value);
std::optional<segment> read_segment(std::string_view bytes);

// As part of a record.
void append_messages(std::string& out, const std::vector<stored_message>& messages);
std::vector<stored_message> read_messages(binary_reader& in);

// Read access to what is stored, for duplicates, recompute and restart. Implemented by storage and, in
// memory, for offline runs. Called from the shard's thread only; errors end the shard's run with an exception
// of the implementation.
class history {
public:
    virtual ~history() = default;

    // Waits a little until everything handed to the writer can be read, where that does not come by itself;
    // whether it can.
    virtual bool settle() { return true; }

    // All segments of a conversation in order.
    virtual std::vector<segment> segments(tenant_id tenant, std::string_view conversation) = 0;

    // The packed records at `where`, in the same order, appended back to back to `out` (see read_record).
    // Only blocks that are durable are asked for. False, and nothing is appended, if some of them are there
    // no more: retention has removed them, or they are damaged.
    [[nodiscard]] virtual bool read(const std::vector<position>& where, std::string& out) = 0;

    // Stored verdicts (every status) of a conversation.
    virtual std::vector<verdict> verdicts(std::string_view tenant, std::string_view conversation) = 0;
};

} // namespace chatqc::engine
