#include "storage/checkpoints.h"

#include "engine/kill_point.h"
#include "storage/codec.h"
#include "storage/keys.h"

#include <algorithm>

namespace chatqc::storage {

void put_checkpoint_rows(write_set& changes, const std::vector<engine::checkpoint_row_change>& rows)
{
    for (const engine::checkpoint_row_change& each : rows) {
        const std::string key = conversation_key(each.tenant, each.conversation);
        if (each.row.empty()) {
            changes.erase(family::checkpoints, key);
        } else {
            changes.put(family::checkpoints, key, each.row);
        }
    }
}

result<bool> write_checkpoint_head(database& in, std::uint64_t journal_from)
{
    write_set changes(in);
    std::string bytes;
    append_checkpoint_head(bytes, journal_from);
    changes.put(family::meta, meta_checkpoint_key(), bytes);
    auto written = in.write(changes);
    if (written) {
        engine::reached(engine::kill_point::checkpoint_head_written);
    }
    return written;
}

std::optional<std::uint64_t> read_checkpoint_head_row(const database& in)
{
    pinned_value bytes;
    if (!in.read(family::meta, meta_checkpoint_key(), bytes)) {
        return std::nullopt;
    }
    return read_checkpoint_head(bytes.bytes());
}

void scan_checkpoint_rows(const database& in, const std::function<bool(std::string_view row)>& visit)
{
    row_iterator row(in, family::checkpoints, {}, walk::bulk);
    for (row.to_first(); row.valid(); row.next()) {
        if (!visit(row.value())) {
            return;
        }
    }
}

result<bool> erase_checkpoint(database& in)
{
    write_set changes(in);
    changes.erase(family::meta, meta_checkpoint_key());
    changes.erase_all(family::checkpoints);
    return in.write(changes);
}

std::optional<std::uint64_t> oldest_block_of_rows(const database& in)
{
    std::optional<std::uint64_t> oldest;
    scan_checkpoint_rows(in, [&](std::string_view bytes) {
        const auto row = engine::read_checkpoint_row(bytes); // a damaged one is of no use to anybody
        for (const engine::stored_message& each :
             row ? row->messages : std::vector<engine::stored_message>()) {
            oldest = std::min(oldest.value_or(each.where.block), each.where.block);
        }
        return true;
    });
    return oldest;
}

} // namespace chatqc::storage
