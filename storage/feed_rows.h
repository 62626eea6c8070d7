// The feed: every revision and every change of an incident as it was published, by consecutive position.
#pragma once

#include "storage/database.h"

#include <atomic>

namespace chatqc::storage {

class feed_rows {
public:
    explicit feed_rows(database& in); // throws read_error

    // From which position the commit's verdicts go, and its incidents behind them; they count once accepted()
    // is called after the write.
    std::uint64_t put(write_set& changes, const commit_batch& batch) const;

    void accepted(std::size_t entries) { last_ += entries; }

    [[nodiscard]] std::vector<feed_entry> after(std::uint64_t position, std::size_t limit) const;

    [[nodiscard]] std::uint64_t last() const { return last_; }

    // last() + 1 while there is none.
    [[nodiscard]] std::uint64_t first() const { return first_; }

    // Erases all but the newest `count`, at least one.
    result<bool> keep_newest(std::uint64_t count);

private:
    database& in_;
    std::atomic<std::uint64_t> first_{1};
    std::atomic<std::uint64_t> last_{0};
};

} // namespace chatqc::storage
