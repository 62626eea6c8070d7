// What goes when (SPEC §6): journal blocks by arrival, verdicts by when they were stored, the oldest of the
// feed. Runs beside commits; each change is a small write under the commit lock.
#pragma once

#include "storage/journal.h"
#include "storage/names.h"

#include <mutex>

namespace chatqc::storage {

class expiry {
public:
    expiry(database& in, const journal& blocks, std::mutex& commits)
        : in_(in), blocks_(blocks), commits_(commits)
    {
    }

    // Blocks with a number at or above `keep_from` stay. Gives the number of blocks removed. Throws
    // read_error.
    result<std::uint64_t> expire_blocks(const store::retention& what, std::uint64_t keep_from);
    result<bool> expire_verdicts(const names& tenants, time_point stored_before);
    // A shop-day goes whole, once none of the verdicts counted on it was stored later.
    result<bool> expire_incidents(const names& tenants, time_point stored_before);

private:
    // A block whose text is old enough to go.
    struct candidate {
        std::uint64_t block = 0;
        std::uint64_t bytes = 0;
        time_point arrived{};
        std::uint32_t messages = 0;
        std::uint32_t covered = 0; // messages in segments of sessions without verdicts
        bool goes = false;
    };

    using candidates = std::vector<candidate>; // sorted by block

    [[nodiscard]] candidates find_candidates(std::uint64_t from, std::uint64_t to, time_point before) const;
    void count_covered(candidates& found) const;
    result<bool> erase_blocks(const candidates& found);
    result<bool> forget_positions(const candidates& found);
    [[nodiscard]] bool is_gone(const candidates& found, const engine::segment& segment) const;

    database& in_;
    const journal& blocks_;
    std::mutex& commits_;
};

} // namespace chatqc::storage
