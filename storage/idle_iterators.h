// Iterators that wait for who looks something up next. Making one costs more than most lookups do, and until
// something is written an old one sees what a new one would.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Iterator;
} // namespace rocksdb

namespace chatqc::storage {

// From any thread. All must be gone before what they iterate over is closed.
class idle_iterators {
public:
    struct iterator {
        rocksdb::ColumnFamilyHandle* over = nullptr;
        std::uint64_t as_of = 0; // RocksDB's sequence number
        std::unique_ptr<rocksdb::Iterator> rows;
    };

    idle_iterators();
    ~idle_iterators();
    idle_iterators(const idle_iterators&) = delete;
    idle_iterators& operator=(const idle_iterators&) = delete;

    // One that sees `of` as it is now, by the family's prefixes.
    iterator take(rocksdb::DB& of, rocksdb::ColumnFamilyHandle* over);
    void give_back(iterator one);
    void clear();

private:
    std::mutex guard_;
    std::vector<iterator> idle_;
};

} // namespace chatqc::storage
