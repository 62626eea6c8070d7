// The virtual disk: the real store in a folder of its own, in which commits fail, take their time, and in
// which the process may die just before or just after one.
#pragma once

#include "storage/store.h"
#include "tests/sim/world.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace chatqc::sim {

// Thrown where the process dies. Nothing catches it but the run, which lets go of the whole server.
struct process_died {};

enum class commit_fate : std::uint8_t { fails, dies_before, dies_after };

// What lasts over the lives of a server.
class disk {
public:
    explicit disk(std::string folder) : folder_(std::move(folder)) {}

    // The store as it is now, for one life. Throws std::runtime_error.
    std::unique_ptr<storage::store> open();

    // The n-th commit from now on, counted from 1.
    void plan(std::uint64_t n, commit_fate fate) { fates_[tries_ + n] = fate; }

    // Nothing of what was planned happens any more.
    void forget_plans() { fates_.clear(); }

    // Commits wait until then.
    void slow(milliseconds until) { ready_at_ = std::max(ready_at_, until); }

    [[nodiscard]] bool is_ready() const { return world::current().now() >= ready_at_; }

    // The last commit that was tried did.
    [[nodiscard]] bool failed_last() const { return failed_last_; }

    // For the store: what becomes of the commit that is tried now.
    bool fails_now();
    void written();

private:
    std::string folder_;
    std::map<std::uint64_t, commit_fate> fates_;
    std::uint64_t tries_ = 0;
    bool failed_last_ = false;
    milliseconds ready_at_{0};
};

} // namespace chatqc::sim
