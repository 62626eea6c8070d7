// The journal: blocks of packed records as they arrived, stored in pieces so that single records can be read.
// What a record means is engine/message's.
#pragma once

#include "storage/codec.h"
#include "storage/database.h"
#include "storage/limits.h"
#include "storage/piece_cache.h"

#include <atomic>
#include <functional>

namespace chatqc::storage {

class journal {
public:
    // `floor`: block numbers below it may have been given before, though no such block is stored. Throws
    // read_error.
    journal(database& in, std::uint64_t floor);

    std::uint64_t next_number() { return next_.fetch_add(1); }

    // The highest number given so far, plus one.
    [[nodiscard]] std::uint64_t end_number() const { return next_.load(); }

    void put(write_set& changes, const journal_block& block) const;
    // `bytes`: of the block's records, from its header.
    void erase(write_set& changes, std::uint64_t block, std::uint64_t bytes) const;

    // What erase() has removed is durably gone.
    void erased() const { cache_.clear(); }

    [[nodiscard]] bool holds(std::uint64_t block) const;

    // See store::read. Throws read_error, "not_found" for a position that is gone.
    void read(const std::vector<engine::position>& where, std::string& out) const;
    // See store::scan_journal, and store::scan_readable where `damaged` is given. Throws read_error.
    void scan(
        std::uint64_t from,
        const std::function<bool(const journal_block&)>& visit,
        const std::function<void(const journal_damage&)>& damaged = {}
    ) const;

    struct number_range {
        std::uint64_t from = 0;
        std::uint64_t to = 0; // exclusive
    };

    // The small rows of the blocks with these numbers, in order, until `visit` returns false.
    void scan_headers(
        number_range numbers, const std::function<bool(std::uint64_t block, const block_header&)>& visit
    ) const;

    // Wall clock of the newest block at opening; epoch if there was none.
    [[nodiscard]] time_point newest_arrival() const { return newest_arrival_; }

private:
    // The first block at or above `from`: it is the one that cannot be read.
    [[nodiscard]] journal_damage damage_at(std::uint64_t from, std::string what) const;

    database& in_;
    mutable piece_cache cache_{limits::unpacked_pieces_bytes_max};
    std::atomic<std::uint64_t> next_{1};
    time_point newest_arrival_{};
};

} // namespace chatqc::storage
