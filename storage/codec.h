// What the stored rows hold that is the store's own; messages, verdicts and segments have their codecs in
// engine. Every value begins with a version byte; formats are append-only (STYLE 11) and their bytes are
// pinned in tests/storage.
#pragma once

#include "storage/store.h"

#include <optional>
#include <string>
#include <string_view>

namespace chatqc::storage {

// The version of the whole store: raised when an older program could not read what a newer one writes.
inline constexpr std::uint64_t store_format = 1;

std::string format_value(std::uint64_t format);
std::optional<std::uint64_t> read_format(std::string_view bytes);

// What is known of a journal block without its records. The first piece of a block begins with one.
struct block_header {
    time_point arrived{};
    std::uint32_t messages = 0;
    std::uint64_t bytes = 0; // of all records

    friend bool operator==(const block_header&, const block_header&) = default;
};

void append_block_header(std::string& out, const block_header& value);
// `consumed` is the header's length.
std::optional<block_header> read_block_header(std::string_view bytes, std::size_t& consumed);

// A verdict and the wall clock (of the newest block) when it was stored, for retention.
struct stored_verdict {
    time_point stored_at{};
    engine::verdict value;
};

void append_stored_verdict(std::string& out, const stored_verdict& value);
std::optional<stored_verdict> read_stored_verdict(std::string_view bytes);

// What is published of an incident. Its first byte tells it from a verdict's.
void append_incident_change(std::string& out, const incident_change& value);
std::optional<incident_change> read_incident_change(std::string_view bytes);

void append_memberships(std::string& out, const std::vector<membership>& all);
std::optional<std::vector<membership>> read_memberships(std::string_view bytes);

void append_time_value(std::string& out, time_point value);
std::optional<time_point> read_time_value(std::string_view bytes);

void append_source_state(std::string& out, const source_state& value);
std::optional<source_state> read_source_state(std::string_view bytes);

// But for what its key says: conversation, verdict, time.
void append_review(std::string& out, const review& value);
std::optional<review> read_review(std::string_view bytes);
void append_dead_letter(std::string& out, const dead_letter& value);
std::optional<dead_letter> read_dead_letter(std::string_view bytes);

// The checkpoint's head, version 2: the journal must be read from this block on. A version 1 had no rows
// beside it, and means nothing any more.
void append_checkpoint_head(std::string& out, std::uint64_t journal_from);
std::optional<std::uint64_t> read_checkpoint_head(std::string_view bytes);

void append_unit(std::string& out, const unit& value);
std::optional<unit> read_unit(std::string_view bytes);

} // namespace chatqc::storage
