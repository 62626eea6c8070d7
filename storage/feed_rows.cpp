#include "storage/feed_rows.h"

#include "engine/canary.h"
#include "storage/codec.h"
#include "storage/keys.h"
#include "storage/limits.h"

#include <algorithm>

namespace chatqc::storage {

namespace {

std::uint64_t position_in(std::string_view key)
{
    return key_reader(key).u64();
}

decltype(feed_entry::what) read_entry(std::string_view bytes)
{
    if (auto incident = read_incident_change(bytes)) {
        return std::move(*incident);
    }
    if (auto verdict = engine::read_verdict(bytes)) {
        return std::move(*verdict);
    }
    throw read_error({"corruption", "a damaged feed row"});
}

} // namespace

feed_rows::feed_rows(database& in) : in_(in)
{
    row_iterator row(in_, family::feed, {}, walk::near);
    row.to_last();
    if (row.valid()) {
        last_ = position_in(row.key());
        if (engine::canary::is_on(engine::canary::feed_position_reused)) {
            --last_;
        }
        row.to_first();
        first_ = position_in(row.key());
    }
}

std::uint64_t feed_rows::put(write_set& changes, const commit_batch& batch) const
{
    const std::uint64_t first = last_ + 1;
    std::uint64_t position = first;
    std::string bytes;
    for (const verdict_write& each : batch.verdicts) {
        bytes.clear();
        engine::append_binary(bytes, each.value);
        changes.put(family::feed, feed_key(position++), bytes);
    }
    for (const incident_write& each : batch.incidents) {
        bytes.clear();
        append_incident_change(bytes, each.made);
        changes.put(family::feed, feed_key(position++), bytes);
    }
    return first;
}

std::vector<feed_entry> feed_rows::after(std::uint64_t position, std::size_t limit) const
{
    std::vector<feed_entry> entries;
    const std::uint64_t last =
        last_; // behind it may lie what a failed commit left: it will be told when it is done
    if (position >= last) {
        return entries;
    }
    row_iterator row(in_, family::feed, {feed_key(position + 1), feed_key(last + 1)}, walk::near);
    for (row.to_first(); row.valid() && entries.size() < limit; row.next()) {
        entries.push_back({position_in(row.key()), read_entry(row.value())});
    }
    return entries;
}

result<bool> feed_rows::keep_newest(std::uint64_t count)
{
    const std::uint64_t last = last_;
    const std::uint64_t kept = std::max<std::uint64_t>(count, 1);
    const std::uint64_t first_kept = last > kept ? last - kept + 1 : 1;
    while (first_ < first_kept) {
        const std::uint64_t to = std::min(first_kept, first_ + limits::expire_write_rows);
        write_set changes(in_);
        for (std::uint64_t position = first_; position < to; ++position) {
            changes.erase(family::feed, feed_key(position));
        }
        first_ = to; // no one is told that these are there while they go
        if (auto written = in_.write(changes); !written) {
            return written;
        }
    }
    return {true, {}};
}

} // namespace chatqc::storage
