#include "tests/storage/disk_faults.h"

#include <atomic>
#include <cerrno>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

std::atomic<std::uint64_t> done{0};
std::atomic<int> failing_with{0};

} // namespace

extern "C" int fdatasync(int file)
{
    if (const int error = failing_with.load(); error != 0) {
        errno = error;
        return -1;
    }
    ++done;
    return static_cast<int>(syscall(SYS_fdatasync, file));
}

namespace chatqc::test {

std::uint64_t syncs_done()
{
    return done.load();
}

failing_syncs::failing_syncs(int error)
{
    failing_with = error;
}

failing_syncs::~failing_syncs()
{
    failing_with = 0;
}

} // namespace chatqc::test
