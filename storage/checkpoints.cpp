#include "storage/checkpoints.h"

#include "engine/kill_point.h"
#include "storage/keys.h"

#include <algorithm>

namespace chatqc::storage {

namespace {

// Chunks of every generation but the one that counts: of the one before, and of attempts that a crash cut
// short.
result<bool> erase_other_generations(database& in, std::uint64_t kept)
{
    write_set changes(in);
    row_iterator row(in, family::checkpoints, {}, walk::bulk);
    for (row.to_first(); row.valid(); row.next()) {
        if (key_reader(row.key()).u64() != kept) {
            changes.erase(family::checkpoints, row.key());
        }
    }
    return in.write(changes);
}

// Above every generation that left chunks.
std::uint64_t new_generation(const database& in)
{
    std::uint64_t newest = 0;
    row_iterator row(in, family::checkpoints, {}, walk::near);
    row.to_last();
    if (row.valid()) {
        newest = key_reader(row.key()).u64();
    }
    if (const auto head = read_checkpoint_row(in)) {
        newest = std::max(newest, head->generation);
    }
    return newest + 1;
}

} // namespace

result<bool> write_checkpoint(database& in, const checkpoint& value)
{
    checkpoint_head head;
    head.generation = new_generation(in);
    head.journal_from = value.journal_from;
    head.feed_position = value.feed_position;
    head.stamp = value.stamp;
    for (const std::string& chunk : value.chunks) {
        write_set changes(in, chunk.size() + 64);
        changes.put(family::checkpoints, checkpoint_key(head.generation, head.chunks), chunk);
        if (auto written = in.write(changes); !written) {
            return written;
        }
        ++head.chunks;
        head.checksum = checksum_of(head.checksum, chunk);
    }
    write_set changes(in);
    std::string bytes;
    append_checkpoint_head(bytes, head);
    changes.put(family::meta, meta_checkpoint_key(), bytes);
    if (auto written = in.write(changes); !written) {
        return written;
    }
    engine::reached(engine::kill_point::checkpoint_head_written);
    return erase_other_generations(in, head.generation);
}

void lower_checkpoint(write_set& changes, const database& in, std::uint64_t journal_from)
{
    auto head = read_checkpoint_row(in);
    if (!head || head->journal_from <= journal_from) {
        return;
    }
    head->journal_from = journal_from;
    std::string bytes;
    append_checkpoint_head(bytes, *head);
    changes.put(family::meta, meta_checkpoint_key(), bytes);
}

std::optional<checkpoint_head> read_checkpoint_row(const database& in, const snapshot* at)
{
    pinned_value bytes;
    if (!in.read(family::meta, meta_checkpoint_key(), bytes, at)) {
        return std::nullopt;
    }
    return read_checkpoint_head(bytes.bytes());
}

std::optional<checkpoint> read_whole_checkpoint(const database& in)
{
    const snapshot now(in); // a newer one may be written meanwhile
    const auto head = read_checkpoint_row(in, &now);
    if (!head) {
        return std::nullopt;
    }
    checkpoint value;
    value.journal_from = head->journal_from;
    value.feed_position = head->feed_position;
    value.stamp = head->stamp;
    std::uint64_t checksum = 0;
    for (std::uint32_t chunk = 0; chunk < head->chunks; ++chunk) {
        pinned_value bytes;
        if (!in.read(family::checkpoints, checkpoint_key(head->generation, chunk), bytes, &now)) {
            return std::nullopt;
        }
        checksum = checksum_of(checksum, bytes.bytes());
        value.chunks.emplace_back(bytes.bytes());
    }
    return checksum == head->checksum ? std::optional(std::move(value)) : std::nullopt;
}

} // namespace chatqc::storage
