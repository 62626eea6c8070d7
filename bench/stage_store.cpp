#include "bench/stage_inputs.h"
#include "connectors/codec/decode.h"
#include "storage/store.h"

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <memory>
#include <stdexcept>

namespace chatqc::bench {

namespace {

constexpr std::uint32_t messages_a_commit = 1024;

struct block {
    std::string records;
    std::uint32_t messages = 0;
};

std::vector<block> blocks_of(const corpus& input)
{
    const stage_frames frames(input);
    connectors::message_decoder decoder;
    std::vector<block> blocks(1);
    for (std::size_t n = 0; n < frames.size(); ++n) {
        connectors::ingest_frame out;
        decoder.decode(frames.at(n), {}, out);
        blocks.back().records += out.records;
        blocks.back().messages += static_cast<std::uint32_t>(out.entries.size());
        if (blocks.back().messages >= messages_a_commit) {
            blocks.emplace_back();
        }
    }
    if (blocks.back().messages == 0) {
        blocks.pop_back();
    }
    return blocks;
}

void require(bool good, const std::string& what)
{
    if (!good) {
        throw std::runtime_error("store stage: " + what);
    }
}

measured commit_to_store(const std::vector<block>& blocks, const std::string& path, result_hash& hash)
{
    auto opened = storage::store::open({.path = path});
    require(bool(opened), opened.error.message);
    storage::store& store = **opened.value;
    const measured result = measure_groups(blocks.size(), [&](std::size_t n) {
        storage::commit_batch batch;
        batch.blocks.push_back({store.next_block(), blocks[n].records, blocks[n].messages, {}});
        const auto receipt = store.commit(batch);
        require(bool(receipt), receipt.error.message);
        return std::size_t{blocks[n].messages};
    });
    const auto scanned = store.scan_journal(0, [&](const storage::journal_block& stored) {
        hash.add(stored.messages);
        hash.add(stored.records.size());
        return true;
    });
    require(bool(scanned), scanned.error.message);
    return result;
}

measured commit_bare(const std::vector<block>& blocks, const std::string& path)
{
    rocksdb::Options options;
    options.create_if_missing = true;
    options.compression = rocksdb::kLZ4Compression;
    rocksdb::DB* opened = nullptr;
    const rocksdb::Status status = rocksdb::DB::Open(options, path, &opened);
    require(status.ok(), status.ToString());
    const std::unique_ptr<rocksdb::DB> database(opened);
    rocksdb::WriteOptions synced;
    synced.sync = true;
    return measure_groups(blocks.size(), [&](std::size_t n) {
        const std::uint64_t key = __builtin_bswap64(n);
        rocksdb::WriteBatch batch;
        batch.Put({reinterpret_cast<const char*>(&key), sizeof key}, blocks[n].records);
        const rocksdb::Status written = database->Write(synced, &batch);
        require(written.ok(), written.ToString());
        return std::size_t{blocks[n].messages};
    });
}

} // namespace

stage_report store_stage(const corpus& input, const std::string& folder)
{
    stage_report report = start_report("store", "one row a commit in a bare RocksDB");
    const std::vector<block> blocks = blocks_of(input);
    result_hash hash;
    measured product = commit_to_store(blocks, folder + "/store", hash);
    measured bare = commit_bare(blocks, folder + "/bare");
    fill(report, product, bare, hash.value());
    return report;
}

} // namespace chatqc::bench
