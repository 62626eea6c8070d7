// The checkpoint of open conversations: a row each (engine/checkpoint_row.h), and the one row that says from
// where on the journal holds what they lack.
#pragma once

#include "storage/database.h"

#include <functional>
#include <optional>

namespace chatqc::storage {

// As part of a commit.
void put_checkpoint_rows(write_set& changes, const std::vector<engine::checkpoint_row_change>& rows);

// Replaces the head before.
result<bool> write_checkpoint_head(database& in, std::uint64_t journal_from);
// Nothing if there is none or it is damaged. Throws read_error where the disk fails.
std::optional<std::uint64_t> read_checkpoint_head_row(const database& in);

// Until `visit` returns false. Throws read_error.
void scan_checkpoint_rows(const database& in, const std::function<bool(std::string_view row)>& visit);
// Head and rows, at once.
result<bool> erase_checkpoint(database& in);

// The first block with a message of a row; nothing if there is none. Throws read_error.
std::optional<std::uint64_t> oldest_block_of_rows(const database& in);

} // namespace chatqc::storage
