// The checkpoint of open conversations: chunks under a generation, and the one row that makes a generation
// count.
#pragma once

#include "storage/codec.h"
#include "storage/database.h"

#include <optional>

namespace chatqc::storage {

// Replaces the one before. One call at a time.
result<bool> write_checkpoint(database& in, const checkpoint& value);

// As part of a commit: a restart will read the journal from this block on at the latest.
void lower_checkpoint(write_set& changes, const database& in, std::uint64_t journal_from);

// Nothing if there is none or its row is damaged.
std::optional<checkpoint_head> read_checkpoint_row(const database& in, const snapshot* at = nullptr);
// With its chunks; nothing if one is missing or damaged. Throws read_error where the disk fails.
std::optional<checkpoint> read_whole_checkpoint(const database& in);

} // namespace chatqc::storage
