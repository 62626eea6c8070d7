// A chat message as the engine sees it, and the packed record it is stored and carried in. No JSON here
// (connectors/codec), no storage.
#pragma once

#include "rules/vocabulary.h"

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chatqc::engine {

using std::chrono::milliseconds;
using time_point = std::chrono::sys_time<milliseconds>; // event time, UTC

// Persistent number of a source (storage/sources); the tenant follows from it.
using source_id = std::uint32_t;
using tenant_id = std::uint32_t;

// SPEC §2. Views live as long as the buffer they were decoded from. Absent optional fields are empty.
struct message {
    std::string_view id;
    std::string_view conversation;
    time_point ts{};
    std::int64_t seq = 0;
    rules::role role = rules::role::customer;
    rules::kind kind = rules::kind::text;
    rules::event event = rules::event::none;
    std::string_view text;
    std::string_view sender;
    std::string_view to;
    std::string_view platform, shop, group, customer;
    std::string_view ref;
    std::string_view attrs; // JSON object text in canonical form (keys sorted), or empty
    std::string_view extra; // JSON object text of unknown fields, or empty
};

// Place in a conversation's order: (ts, seq, id bytewise), SPEC §3.
struct order_key {
    time_point ts{};
    std::int64_t seq = 0;
    std::string id;

    friend auto operator<=>(const order_key&, const order_key&) = default;
    friend bool operator==(const order_key&, const order_key&) = default;
};

// What the receiving side knows of a message beyond its content.
struct arrival {
    source_id source = 0;
    time_point at{};       // wall clock when it was received
    bool too_late = false; // SPEC §3: stored, listed, not judged
    bool recorded = false; // came over a recorded source
};

struct record {
    engine::message message;
    engine::arrival arrival;
};

// Packed record, version 1: varint total length, then the fields. Append-only format (STYLE 11).
// Appends one record to `out`; returns the bytes appended. The message's views must be within SPEC §2's
// bounds.
std::size_t append_record(std::string& out, const message& value, const arrival& how);

// Decodes the record at the start of `bytes`; the views point into it. Nothing if it is damaged or of an
// unknown version; `consumed` is the record's whole length.
std::optional<record> read_record(std::string_view bytes, std::size_t& consumed);

// 64-bit xxh3 of an id, and of every field of SPEC §2's table (what makes two messages with one id a
// duplicate or a conflict). Stable across versions: stored in the index.
std::uint64_t hash_id(std::string_view id);
std::uint64_t hash_content(const message& value);

// The shard and map key of a conversation.
std::uint64_t hash_conversation(tenant_id tenant, std::string_view conversation);

} // namespace chatqc::engine
