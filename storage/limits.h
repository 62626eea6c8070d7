// The bounds of the store: what it holds at most, and in what portions it works.
#pragma once

#include <cstddef>
#include <cstdint>

namespace chatqc::storage {

struct limits {
    // A journal block is stored in pieces of this many bytes, so that one message can be read without its
    // whole block. Larger: better compression; smaller: less to unpack for a recompute.
    static constexpr std::size_t piece_bytes = 64u << 10;
    // Pieces that are kept unpacked. A flood of late messages reads the pieces of the hour it comes from
    // again and again.
    static constexpr std::size_t unpacked_pieces_bytes_max = 64u << 20;
    static constexpr std::uint64_t block_bytes_max = 1u << 30;

    // What the disk must take and keep before the database is opened again after a failure. Larger: fewer
    // vain attempts while a disk is all but full.
    static constexpr std::size_t probe_bytes = 4u << 20;

    // Newest of each tenant that are kept.
    static constexpr std::uint64_t dead_letters_max = 10'000;
    static constexpr std::size_t dead_letter_bytes_max = 4u << 10;

    // Newest feed entries that expire() leaves.
    static constexpr std::uint64_t feed_entries_max = 1'000'000;

    static constexpr std::size_t page_verdicts_max = 1000;
    // Rows a page may look at before it ends early with a cursor.
    static constexpr std::size_t page_rows_max = 200'000;

    // Blocks that expire() decides on in one pass over the segments (about 40 bytes each in memory).
    static constexpr std::size_t expire_blocks_max = 2'000'000;
    // Rows that expire() changes in one write.
    static constexpr std::size_t expire_write_rows = 1000;
};

} // namespace chatqc::storage
