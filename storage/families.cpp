#include "storage/families.h"

#include "storage/keys.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include <algorithm>

namespace chatqc::storage {

namespace {

constexpr std::size_t mebibyte = 1u << 20;

enum class packing : std::uint8_t {
    quick, // lz4
    cold,  // lz4, and zstd where the data comes to rest
    by_us, // the rows are packed already (piece.h)
};

// Rows that are put near each other, one after the other: the place of the one before is where the search for
// the next begins, instead of at the top.
enum class neighbours : std::uint8_t {
    next_in_order, // each comes behind the one before, or has none
    of_a_tenant,   // sorted within a commit
    of_an_index,   // index_neighbours_bytes: the same name and an earlier time
};

// How a family is used; everything else is the same for all.
struct family_shape {
    std::string_view name;
    // Memory for its newest rows. Larger: fewer, larger files and less rewriting; a longer replay after a
    // crash.
    std::size_t buffer_bytes;
    // Rows of about this size share a compressed block. Larger: smaller on disk; smaller: cheaper single
    // reads.
    std::size_t block_bytes;
    std::uint64_t file_bytes;
    bool is_looked_up;       // single rows are asked for that often are not there: filter them
    bool is_by_conversation; // and so are conversations
    packing packed;
    neighbours put_near;
};

using enum packing;
using enum neighbours;

constexpr std::array<family_shape, family_count> shapes = {{
    // RocksDB insists on a family of this name.
    {"default", 1 * mebibyte, 4u << 10, 16 * mebibyte, false, false, quick, next_in_order},
    {"journal", 64 * mebibyte, 32u << 10, 256 * mebibyte, false, false, by_us, next_in_order},
    {"blocks", 8 * mebibyte, 8u << 10, 64 * mebibyte, true, false, cold, next_in_order},
    {"segments", 32 * mebibyte, 8u << 10, 64 * mebibyte, true, true, cold, of_a_tenant},
    {"sessions", 16 * mebibyte, 16u << 10, 64 * mebibyte, false, false, cold, of_a_tenant},
    {"verdicts", 16 * mebibyte, 16u << 10, 64 * mebibyte, false, false, cold, of_a_tenant},
    {"verdict_ids", 8 * mebibyte, 4u << 10, 64 * mebibyte, true, false, quick, of_a_tenant},
    {"index", 16 * mebibyte, 8u << 10, 64 * mebibyte, true, false, cold, of_an_index},
    {"feed", 16 * mebibyte, 16u << 10, 64 * mebibyte, false, false, cold, next_in_order},
    {"dead_letters", 4 * mebibyte, 16u << 10, 16 * mebibyte, false, false, cold, next_in_order},
    {"checkpoints", 32 * mebibyte, 32u << 10, 64 * mebibyte, false, false, quick, next_in_order},
    {"units", 4 * mebibyte, 64u << 10, 16 * mebibyte, false, false, cold, next_in_order},
    {"reviews", 4 * mebibyte, 8u << 10, 16 * mebibyte, false, false, cold, of_a_tenant},
    {"incidents", 4 * mebibyte, 8u << 10, 16 * mebibyte, true, false, cold, of_a_tenant},
}};

// The (tenant, conversation) at the front of a segment's key, so that a filter answers for a conversation
// that is not there. Its name is stored with the files: a change of meaning needs another name.
class conversation_prefix final : public rocksdb::SliceTransform {
public:
    [[nodiscard]] const char* Name() const override { return "chatqc.conversation.1"; }

    [[nodiscard]] rocksdb::Slice Transform(const rocksdb::Slice& key) const override
    {
        return {key.data(), named_prefix_bytes({key.data(), key.size()})};
    }

    [[nodiscard]] bool InDomain(const rocksdb::Slice& key) const override
    {
        return named_prefix_bytes({key.data(), key.size()}) != 0;
    }
};

// The prefix that neighbours in the index share. Not stored.
class insertion_neighbours final : public rocksdb::SliceTransform {
public:
    [[nodiscard]] const char* Name() const override { return "chatqc.insertion_neighbours"; }

    [[nodiscard]] rocksdb::Slice Transform(const rocksdb::Slice& key) const override
    {
        return {key.data(), index_neighbours_bytes({key.data(), key.size()})};
    }

    [[nodiscard]] bool InDomain(const rocksdb::Slice& key) const override
    {
        return index_neighbours_bytes({key.data(), key.size()}) != 0;
    }
};

std::shared_ptr<const rocksdb::SliceTransform> prefix_of(neighbours which)
{
    constexpr std::size_t tenant_bytes = 4;
    switch (which) {
    case neighbours::of_a_tenant:
        return std::shared_ptr<const rocksdb::SliceTransform>(rocksdb::NewFixedPrefixTransform(tenant_bytes));
    case neighbours::of_an_index:
        return std::make_shared<insertion_neighbours>();
    case neighbours::next_in_order:
        break;
    }
    return nullptr;
}

rocksdb::ColumnFamilyOptions options_of(
    const family_shape& shape, const std::shared_ptr<rocksdb::Cache>& cache, std::size_t buffer_bytes_max
)
{
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = cache;
    table.block_size = shape.block_bytes;
    table.checksum = rocksdb::kXXH3;
    table.format_version = 5;
    // Indexes and filters are bounded by the cache too, instead of growing with the data.
    table.cache_index_and_filter_blocks = true;
    table.cache_index_and_filter_blocks_with_high_priority = true;
    table.pin_l0_filter_and_index_blocks_in_cache = true;
    if (shape.is_looked_up) {
        constexpr double bits_per_key = 10; // about 1 % of misses are looked up in vain
        table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(bits_per_key));
    }

    rocksdb::ColumnFamilyOptions options;
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    options.write_buffer_size = std::min(shape.buffer_bytes, buffer_bytes_max);
    options.max_write_buffer_number = 3;
    options.target_file_size_base = shape.file_bytes;
    options.max_bytes_for_level_base = 4 * shape.file_bytes;
    options.level_compaction_dynamic_level_bytes = true;
    const bool is_packed = shape.packed == packing::by_us;
    options.compression = is_packed ? rocksdb::kNoCompression : rocksdb::kLZ4Compression;
    options.bottommost_compression =
        shape.packed == packing::cold ? rocksdb::kZSTD : rocksdb::kDisableCompressionOption;
    options.paranoid_file_checks =
        false; // would read every new file twice; checksums are verified on every read
    options.memtable_insert_with_hint_prefix_extractor = prefix_of(shape.put_near);
    if (shape.is_by_conversation) {
        options.prefix_extractor = std::make_shared<conversation_prefix>();
    }
    if (shape.is_looked_up) { // the same for rows in memory
        constexpr double share_of_buffer = 0.05;
        options.memtable_prefix_bloom_size_ratio = share_of_buffer;
        options.memtable_whole_key_filtering = true;
    }
    return options;
}

} // namespace

std::string_view name_of(family which)
{
    return shapes[static_cast<std::size_t>(which)].name;
}

std::vector<rocksdb::ColumnFamilyDescriptor>
descriptors_of_families(const std::shared_ptr<rocksdb::Cache>& cache, std::size_t buffer_bytes_max)
{
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    descriptors.reserve(shapes.size());
    for (const family_shape& shape : shapes) {
        descriptors.emplace_back(std::string(shape.name), options_of(shape, cache, buffer_bytes_max));
    }
    return descriptors;
}

} // namespace chatqc::storage
