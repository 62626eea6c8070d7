// The keys of every stored row. Byte order of keys is the logical order of what they name: numbers are
// big-endian with the sign flipped, text is escaped and ended, so that neither its length nor its bytes
// disturb what follows. Tenant first. What the rows hold is codec's.
#pragma once

#include "engine/incident_record.h"
#include "engine/segment.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chatqc::storage {

using engine::source_id;
using engine::tenant_id;
using engine::time_point;

// Pieces.
void append_key_u32(std::string& key, std::uint32_t value);
void append_key_u64(std::string& key, std::uint64_t value);
void append_key_i32(std::string& key, std::int32_t value);
void append_key_i64(std::string& key, std::int64_t value);
void append_key_time(std::string& key, time_point value);
void append_key_id(std::string& key, const engine::verdict_id& id);
// NUL becomes 00 FF, the end is 00 01.
void append_key_text(std::string& key, std::string_view text);

// Takes a key apart again; after the first piece that does not fit ok() is false and the rest is zero or
// empty.
class key_reader {
public:
    explicit key_reader(std::string_view key) : left_(key) {}

    std::uint32_t u32();
    std::uint64_t u64();
    std::int32_t i32();
    std::int64_t i64();
    time_point time();
    std::string text();
    engine::verdict_id id();

    [[nodiscard]] bool ok() const { return ok_; }

    [[nodiscard]] bool finished() const { return ok_ && left_.empty(); }

private:
    std::string_view take(std::size_t bytes);

    std::string_view left_;
    bool ok_ = true;
};

// The least key greater than every key that begins with `prefix`; empty if there is none.
std::string after_prefix(std::string prefix);

// Bytes of the (tenant, text) that a key begins with, its end included; 0 if it has none.
std::size_t named_prefix_bytes(std::string_view key);

// Rows.
// Journal: block, piece of the block.
std::string journal_key(std::uint64_t block, std::uint32_t piece);
std::string block_key(std::uint64_t block);

// Segments: all of a conversation, and one of them. The checkpoint's row of a conversation has the first.
std::string conversation_key(tenant_id tenant, std::string_view conversation);
std::string segment_key(tenant_id tenant, std::string_view conversation, const engine::order_key& first);

// Sessions by (tenant, day, shop, conversation, start, session).
struct session_place {
    tenant_id tenant = 0;
    std::int32_t day = 0;
    std::string_view shop;
    std::string_view conversation;
    time_point started{};
    std::string_view session;
};

std::string session_key(const session_place& place);
std::string session_day_key(tenant_id tenant, std::int32_t day);

// Verdicts by (tenant, decided_at, id); an id's decided_at; and the index rows, which end in the same
// (decided_at, id).
struct verdict_place {
    tenant_id tenant = 0;
    time_point decided_at{};
    engine::verdict_id id{};
};

inline constexpr std::size_t verdict_place_bytes = 24; // decided_at and id at the end of a key
std::string verdict_key(const verdict_place& place);
std::string verdict_id_key(tenant_id tenant, const engine::verdict_id& id);
std::string tenant_key(tenant_id tenant);

// Stored numbers: never renumber.
enum class dimension : std::uint8_t {
    agent = 1,
    shop = 2,
    rule = 3,
    conversation = 4,
    // 5 was of ended sessions
    due = 6,   // of a shop, or of all under an empty name; by when the duty is due instead of decided
    number = 7 // what conversations told a number, by its hash
};
std::string index_prefix(tenant_id tenant, dimension by, std::string_view value);
std::string index_key(const verdict_place& place, dimension by, std::string_view value);
// Bytes of an index key that rows stored near it share: tenant, dimension and name; of those by conversation
// or number, where one name has few rows, tenant and dimension. 0 if it is none.
std::size_t index_neighbours_bytes(std::string_view key);
// Of a duty that is due then: (due, id) in the place of (decided_at, id).
std::string due_key(const verdict_place& due, std::string_view shop);
// Who told a number of a person: all rows of it, and one of them.
std::string number_prefix(tenant_id tenant, std::uint64_t number);
std::string number_key(tenant_id tenant, const engine::told_number& told, std::string_view conversation);

std::string feed_key(std::uint64_t position);
std::string dead_letter_key(tenant_id tenant, std::uint64_t number);
// Reviews: all of a conversation, all of a verdict, and one of them.
std::string
verdict_reviews_key(tenant_id tenant, std::string_view conversation, const engine::verdict_id& verdict);
std::string
review_key(tenant_id tenant, std::string_view conversation, const engine::verdict_id& verdict, time_point at);
// Incidents: four kinds of rows. Stored numbers: never renumber.
enum class incident_row : std::uint8_t {
    mark = 1,         // conversation: what it counts for is to be worked out
    conversation = 2, // conversation: what its verdicts count for
    member = 3,       // day, rule, hash, key, decided_at, id of the verdict
    incident = 4,     // opened, id
};
std::string incident_rows_key(tenant_id tenant, incident_row kind);
// Of a conversation: its mark, or what its verdicts count for.
std::string incident_conversation_key(tenant_id tenant, incident_row kind, std::string_view conversation);
std::string incident_group_key(tenant_id tenant, const engine::incident_group& group);
std::string incident_member_key(
    tenant_id tenant, const engine::incident_group& group, const engine::incident_member& member
);
std::string incident_key(tenant_id tenant, time_point opened, const engine::verdict_id& id);
std::string unit_key(time_point active_from, std::string_view hash);

// Named single rows: a letter for the kind, then what it names.
inline constexpr std::string_view meta_tenants = "t";
inline constexpr std::string_view meta_sources = "s";
std::string meta_format_key();
std::string meta_checkpoint_key();
std::string meta_block_floor_key();
std::string meta_tenant_key(tenant_id tenant);
std::string meta_source_key(source_id source);
std::string meta_note_key(std::string_view name);

} // namespace chatqc::storage
