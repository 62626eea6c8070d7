// The virtual disk: the real store over files that can lose their power (tests/support/disk), in a folder of
// its own; commits fail, take their time, and the process may die just before or just after one.
#pragma once

#include "storage/store.h"
#include "tests/sim/world.h"
#include "tests/support/disk/faulty_disk.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <thread>

namespace chatqc::sim {

// Thrown where the process dies. Nothing catches it but the run, which lets go of the whole server.
struct process_died {};

enum class commit_fate : std::uint8_t { fails, dies_before, dies_after };

// What lasts over the lives of a server. Steps of files are those that the run's own thread takes: what
// RocksDB does beside it comes when it will, and no seed could repeat it.
class disk {
public:
    disk(std::string folder, std::uint64_t seed);

    // The store as it is now, for one life. Throws std::runtime_error, or process_died.
    std::unique_ptr<storage::store> open();

    // The n-th commit from now on, counted from 1.
    void plan(std::uint64_t n, commit_fate fate) { fates_[tries_ + n] = fate; }

    // After so many further steps of files the power goes, or that many of them fail.
    void cut_power_after(std::uint64_t steps) { until_cut_ = steps_ + steps; }

    void fail_steps(std::uint64_t steps) { fails_until_ = steps_ + steps; }

    void lose_power() { files_->cut_power_after(0); }

    [[nodiscard]] bool has_power() const { return files_->has_power(); }

    // What was not synced is gone. Nothing may be open.
    void power_up() { files_->lose_unsynced(dice_.next()); }

    // Nothing of what was planned happens any more.
    void forget_plans();

    // Commits wait until then.
    void slow(milliseconds until) { ready_at_ = std::max(ready_at_, until); }

    [[nodiscard]] bool is_ready() const { return world::current().now() >= ready_at_; }

    // Something failed since it was opened.
    [[nodiscard]] bool has_failed() const { return has_failed_; }

    // For the store: what becomes of the commit that is tried now.
    bool fails_now();
    void written();

private:
    test::disk_fault step(const test::disk_step& what);

    static constexpr std::uint64_t never = ~std::uint64_t{0};

    std::string folder_;
    test::random dice_;
    std::thread::id own_ = std::this_thread::get_id();
    std::shared_ptr<test::faulty_disk> files_ = std::make_shared<test::faulty_disk>();
    std::uint64_t steps_ = 0;
    std::uint64_t until_cut_ = never;
    std::uint64_t fails_until_ = 0;
    std::map<std::uint64_t, commit_fate> fates_;
    std::uint64_t tries_ = 0;
    bool has_failed_ = false;
    milliseconds ready_at_{0};
};

} // namespace chatqc::sim
