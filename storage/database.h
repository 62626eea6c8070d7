// RocksDB in terms of bytes: opening, reading, ordered walks and atomic writes over the families. What the
// bytes mean stands with the rows (journal, verdict_rows …). Third-party types are only named here.
#pragma once

#include "storage/families.h"
#include "storage/idle_iterators.h"
#include "storage/reader_gate.h"
#include "storage/store.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace rocksdb {
class Cache;
class ColumnFamilyHandle;
class DB;
class Env;
class Iterator;
class PinnableSlice;
class Snapshot;
class WriteBatch;
} // namespace rocksdb

namespace chatqc::storage {

class database;

// While it lives, the database is not closed to be opened again. Throws read_error where it could not be
// opened.
class open_rows {
public:
    explicit open_rows(const database& of);
    ~open_rows();
    open_rows(const open_rows&) = delete;
    open_rows& operator=(const open_rows&) = delete;

    [[nodiscard]] rocksdb::DB& rows() const;
    [[nodiscard]] rocksdb::ColumnFamilyHandle* handle(family which) const;
    [[nodiscard]] idle_iterators& iterators() const;

private:
    const database& of_;
};

// A consistent view: whole commits only. Must not outlive the database.
class snapshot {
public:
    explicit snapshot(const database& from);
    ~snapshot();
    snapshot(const snapshot&) = delete;
    snapshot& operator=(const snapshot&) = delete;

    [[nodiscard]] const rocksdb::Snapshot* handle() const { return handle_; }

private:
    open_rows from_;
    const rocksdb::Snapshot* handle_;
};

// A value as it lies in the cache, without a copy where that is possible.
class pinned_value {
public:
    pinned_value();
    ~pinned_value();
    pinned_value(const pinned_value&) = delete;
    pinned_value& operator=(const pinned_value&) = delete;

    // Until the next read into it.
    [[nodiscard]] std::string_view bytes() const;

private:
    friend class database;
    std::unique_ptr<rocksdb::PinnableSlice> slice_;
};

// Changes that become visible and durable together.
class write_set {
public:
    // `bytes` is about what will be put: saves growing.
    explicit write_set(const database& into, std::size_t bytes = 0);
    ~write_set();
    write_set(const write_set&) = delete;
    write_set& operator=(const write_set&) = delete;

    void put(family where, std::string_view key, std::string_view value);
    void erase(family where, std::string_view key);
    void erase_all(family where); // that was put before
    [[nodiscard]] std::size_t rows() const;

private:
    friend class database;
    const database& into_;
    std::unique_ptr<rocksdb::WriteBatch> batch_;
};

// Half-open; an empty `to` is the end of the family.
struct key_range {
    std::string from;
    std::string to;
};

key_range range_of_prefix(std::string prefix);

enum class walk : std::uint8_t {
    near, // few rows, likely to be asked for again
    bulk, // many rows once: reads ahead, leaves the cache alone
};

// Walks a range in either direction. Throws read_error where the disk fails.
class row_iterator {
public:
    // `at` may be null: the state of now. Both must outlive the iterator.
    row_iterator(const database& from, family where, key_range range, walk how, const snapshot* at = nullptr);
    ~row_iterator();
    row_iterator(row_iterator&&) noexcept;
    row_iterator& operator=(row_iterator&&) noexcept;

    void to_first();
    void to_last();
    void next();
    void previous();
    [[nodiscard]] bool valid() const;
    // Until the next move.
    [[nodiscard]] std::string_view key() const;
    [[nodiscard]] std::string_view value() const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

class database {
public:
    // Codes: busy, not_found, newer_format (a family we do not know), corruption, io_error, disk_full.
    static result<std::unique_ptr<database>> open(const options& how);
    ~database();
    database(const database&) = delete;
    database& operator=(const database&) = delete;

    // False if there is no such row. Throws read_error.
    bool read(family where, std::string_view key, pinned_value& value, const snapshot* at = nullptr) const;
    // Shows the values of one (tenant, name) in a family by conversation, in the order of their keys, as they
    // are now. What is not there is mostly known without a look at the disk. Throws read_error, and what
    // `visit` throws.
    void visit_named(
        family where, std::string_view prefix, const std::function<void(std::string_view value)>& visit
    ) const;
    // Durable on success. On failure nothing of it is visible until the database has been opened again; then
    // all of it may be there, or nothing.
    result<bool> write(write_set& changes);
    // After a failed write, or an error in the background: tries whether the disk is well, closes the
    // database and opens it again. RocksDB's own resumption may repeat log entries (PLATFORM), and what a
    // failed sync has left in the log is safe only once opening has written it anew. What is wrong now, or
    // nothing. Every write begins with it; who reads in order to write calls it before.
    std::optional<failure> heal();
    // Gives the disk space of erased rows back. Slow; writes go on meanwhile.
    void compact(family where, const key_range& range);
    [[nodiscard]] std::uint64_t estimated_rows(family where) const;

    [[nodiscard]] bool is_read_only() const { return how_.read_only; }

    // How often it was opened again.
    [[nodiscard]] std::uint64_t reopened() const { return reopened_; }

private:
    friend class open_rows;
    class error_watch;
    struct opened; // RocksDB's own
    enum class access : std::uint8_t { writing, reading };

    explicit database(const options& how);

    // What is wrong, or nothing.
    std::optional<failure> open_as(access wanted);
    [[nodiscard]] std::optional<failure> check_families() const;
    [[nodiscard]] std::optional<failure> trouble() const;
    [[nodiscard]] std::optional<failure> probe() const;
    [[nodiscard]] rocksdb::Env& env() const;

    options how_;
    std::unique_ptr<rocksdb::Env> env_;     // over options::under, if that is given
    std::shared_ptr<rocksdb::Cache> cache_; // outlives every value that is pinned in it
    mutable reader_gate gate_;
    // Both change behind the closed gate only. Null: it could not be opened again, not even to be read.
    std::unique_ptr<opened> now_;
    failure broken_; // why it is not open for writing, though it should be
    std::mutex reopening_;
    std::atomic<std::uint64_t> reopened_{0};
};

} // namespace chatqc::storage
