// The one registry of column families: their names, in which order they are opened, and their options. What
// stands in them is keys' and codec's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace rocksdb {
struct ColumnFamilyDescriptor;
class Cache;
} // namespace rocksdb

namespace chatqc::storage {

// Not stored: a family is known by its name.
enum class family : std::uint8_t {
    meta,         // few named rows: format, tenants, sources, notes, the checkpoint's head
    journal,      // packed records in pieces, by block
    blocks,       // one small row a block
    segments,     // by conversation
    sessions,     // summaries by day
    verdicts,     // by time
    verdict_ids,  // id → decided_at
    index,        // verdicts by agent, shop, rule, conversation; duties by due time; who told a number
    feed,         // by position
    dead_letters, // by tenant and number
    checkpoints,  // a row an open conversation
    units,        // by activation
    reviews,      // what people decided on verdicts, by conversation
    incidents,    // and the verdicts that they count, by conversation and by what is counted together
};

inline constexpr std::size_t family_count = 14;

std::string_view name_of(family which);

// No family's buffer is larger than `buffer_bytes_max`.
std::vector<rocksdb::ColumnFamilyDescriptor>
descriptors_of_families(const std::shared_ptr<rocksdb::Cache>& cache, std::size_t buffer_bytes_max);

} // namespace chatqc::storage
