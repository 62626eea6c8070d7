// A disk for stores under test. It does what a hook says before each step (fail, die, dawdle), and it can
// lose its power: then only what was synced is still there. Nothing on it is really synced, so it is quick.
#pragma once

#include "storage/disk.h"
#include "tests/support/disk/disk_step.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace chatqc::test {

enum class disk_fault : std::uint8_t {
    none,
    no_space, // half of what is appended is written
    io_error,
    skipped, // told as done: a sync that keeps nothing
};

class faulty_disk final : public storage::disk {
public:
    // Called before each step, on the thread that takes it, maybe on several at once.
    using hook = std::function<disk_fault(const disk_step&)>;

    faulty_disk();
    ~faulty_disk() override;
    faulty_disk(const faulty_disk&) = delete;
    faulty_disk& operator=(const faulty_disk&) = delete;

    [[nodiscard]] std::shared_ptr<rocksdb::FileSystem> files() override;

    // Replaces the one before; an empty one: nothing fails.
    void before_each(hook called);
    // Every step on `acts` fails from now on, until the next hook.
    void fail(disk_act acts, disk_fault with);

    void heal() { before_each({}); }

    // After this many further steps the power goes: nothing is written any more and every step fails.
    void cut_power_after(std::uint64_t steps);
    [[nodiscard]] bool has_power() const;
    // Gives the power back: the folders hold what was synced, and by the seed a little more (disk_ledger).
    // All that was open must be closed.
    void lose_unsynced(std::uint64_t seed);

    [[nodiscard]] std::uint64_t syncs() const; // of files, so far

private:
    class state;
    class file_system;
    class writable_file;
    class folder;
    std::shared_ptr<state> state_;
    std::shared_ptr<file_system> files_;
};

} // namespace chatqc::test
