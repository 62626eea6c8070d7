// Stands before the C library's fdatasync in this binary: counts the syncs, and lets a test make them fail as
// a disk would. (Debian's RocksDB has no such hook.)
#pragma once

#include <cstdint>

namespace chatqc::test {

// Since the process began.
std::uint64_t syncs_done();

// While it lives, every sync fails with `error` (ENOSPC, EIO).
class failing_syncs {
public:
    explicit failing_syncs(int error);
    ~failing_syncs();
    failing_syncs(const failing_syncs&) = delete;
    failing_syncs& operator=(const failing_syncs&) = delete;
};

} // namespace chatqc::test
