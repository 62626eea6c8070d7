#include "tests/support/disk/faulty_disk.h"

#include "tests/support/disk/disk_ledger.h"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <atomic>
#include <limits>
#include <mutex>

namespace chatqc::test {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

// What all files of a disk share.
class faulty_disk::state {
public:
    // Before a step: what becomes of it.
    disk_fault ask(const disk_step& step)
    {
        hook called;
        {
            const std::lock_guard lock(guard);
            if (steps_left == 0) {
                return disk_fault::io_error;
            }
            --steps_left;
            called = before;
        }
        return called ? called(step) : disk_fault::none;
    }

    static IOStatus status_of(disk_fault fault)
    {
        switch (fault) {
        case disk_fault::none:
        case disk_fault::skipped:
            break;
        case disk_fault::no_space:
            return IOStatus::NoSpace("No space left on device");
        case disk_fault::io_error:
            return IOStatus::IOError("the disk fails");
        }
        return IOStatus::OK();
    }

    IOStatus step(file_kind file, disk_act act) { return status_of(ask({file, act})); }

    std::mutex guard; // of all that follows
    hook before;
    std::uint64_t steps_left = std::numeric_limits<std::uint64_t>::max();
    disk_ledger ledger;
    std::atomic<std::uint64_t> syncs{0};
};

class faulty_disk::writable_file final : public rocksdb::FSWritableFileOwnerWrapper {
public:
    writable_file(
        std::unique_ptr<rocksdb::FSWritableFile>&& target,
        std::shared_ptr<state> on,
        file_kind kind,
        std::shared_ptr<written_file> file
    )
        : FSWritableFileOwnerWrapper(std::move(target)),
          on_(std::move(on)),
          kind_(kind),
          file_(std::move(file))
    {
    }

    IOStatus Append(const Slice& data, const IOOptions& how, IODebugContext* debug) override
    {
        const disk_fault fault = on_->ask({kind_, disk_act::append});
        const std::size_t bytes = fault == disk_fault::no_space ? data.size() / 2 : data.size();
        if (fault != disk_fault::io_error) {
            const IOStatus done = target()->Append(Slice(data.data(), bytes), how, debug);
            if (!done.ok()) {
                return done;
            }
            const std::lock_guard lock(on_->guard);
            file_->written += bytes;
        }
        return state::status_of(fault);
    }

    IOStatus Append(
        const Slice& data,
        const IOOptions& how,
        const rocksdb::DataVerificationInfo& /*checksum*/,
        IODebugContext* debug
    ) override
    {
        return Append(data, how, debug);
    }

    IOStatus Sync(const IOOptions& /*how*/, IODebugContext* /*debug*/) override
    {
        std::uint64_t upto = 0;
        {
            const std::lock_guard lock(on_->guard);
            upto = file_->written;
        }
        const disk_fault fault = on_->ask({kind_, disk_act::sync});
        if (fault == disk_fault::none) {
            const std::lock_guard lock(on_->guard);
            file_->synced = std::max(file_->synced, upto);
            ++on_->syncs;
        }
        return state::status_of(fault);
    }

    IOStatus Fsync(const IOOptions& how, IODebugContext* debug) override { return Sync(how, debug); }

    // Only asks the disk to begin; promises nothing.
    IOStatus RangeSync(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override
    {
        return IOStatus::OK();
    }

private:
    std::shared_ptr<state> on_;
    file_kind kind_;
    std::shared_ptr<written_file> file_;
};

class faulty_disk::folder final : public rocksdb::FSDirectoryWrapper {
public:
    folder(std::unique_ptr<rocksdb::FSDirectory>&& target, std::shared_ptr<state> on, std::string path)
        : FSDirectoryWrapper(std::move(target)), on_(std::move(on)), path_(std::move(path))
    {
    }

    IOStatus Fsync(const IOOptions& /*how*/, IODebugContext* /*debug*/) override
    {
        const disk_fault fault = on_->ask({file_kind::directory, disk_act::sync});
        if (fault == disk_fault::none) {
            const std::lock_guard lock(on_->guard);
            on_->ledger.synced_folder(path_);
        }
        return state::status_of(fault);
    }

    IOStatus FsyncWithDirOptions(
        const IOOptions& how, IODebugContext* debug, const rocksdb::DirFsyncOptions& /*why*/
    ) override
    {
        return Fsync(how, debug);
    }

private:
    std::shared_ptr<state> on_;
    std::string path_;
};

// Locks, logs of RocksDB itself and all reading are the machine's.
class faulty_disk::file_system final : public rocksdb::FileSystemWrapper {
public:
    explicit file_system(std::shared_ptr<state> on)
        : FileSystemWrapper(rocksdb::FileSystem::Default()), on_(std::move(on))
    {
    }

    [[nodiscard]] const char* Name() const override { return "chatqc.faulty_disk"; }

    IOStatus NewWritableFile(
        const std::string& path,
        const FileOptions& how,
        std::unique_ptr<rocksdb::FSWritableFile>* made,
        IODebugContext* debug
    ) override
    {
        const file_kind kind = kind_of_file(path);
        if (const IOStatus refused = on_->step(kind, disk_act::create); !refused.ok()) {
            return refused;
        }
        const std::lock_guard lock(on_->guard);
        auto file = on_->ledger.created(path);
        std::unique_ptr<rocksdb::FSWritableFile> real;
        const IOStatus done = FileSystemWrapper::NewWritableFile(path, how, &real, debug);
        if (done.ok()) {
            *made = std::make_unique<writable_file>(std::move(real), on_, kind, std::move(file));
        }
        return done;
    }

    IOStatus NewDirectory(
        const std::string& path,
        const IOOptions& how,
        std::unique_ptr<rocksdb::FSDirectory>* made,
        IODebugContext* debug
    ) override
    {
        std::unique_ptr<rocksdb::FSDirectory> real;
        const IOStatus done = FileSystemWrapper::NewDirectory(path, how, &real, debug);
        if (done.ok()) {
            *made = std::make_unique<folder>(std::move(real), on_, path);
        }
        return done;
    }

    IOStatus DeleteFile(const std::string& path, const IOOptions& /*how*/, IODebugContext* /*debug*/) override
    {
        if (const IOStatus refused = on_->step(kind_of_file(path), disk_act::remove); !refused.ok()) {
            return refused;
        }
        const std::lock_guard lock(on_->guard);
        return on_->ledger.remove(path) ? IOStatus::OK() : IOStatus::PathNotFound(path);
    }

    IOStatus RenameFile(
        const std::string& from, const std::string& to, const IOOptions& how, IODebugContext* debug
    ) override
    {
        if (is_log(from)) {
            return FileSystemWrapper::RenameFile(from, to, how, debug);
        }
        if (const IOStatus refused = on_->step(kind_of_file(to), disk_act::rename); !refused.ok()) {
            return refused;
        }
        const std::lock_guard lock(on_->guard);
        return on_->ledger.rename(from, to) ? IOStatus::OK() : IOStatus::PathNotFound(from);
    }

private:
    // RocksDB's own log, which is written past us.
    static bool is_log(const std::string& path)
    {
        return path.substr(path.rfind('/') + 1).starts_with("LOG");
    }

    std::shared_ptr<state> on_;
};

faulty_disk::faulty_disk() : state_(std::make_shared<state>()), files_(std::make_shared<file_system>(state_))
{
}

faulty_disk::~faulty_disk() = default;

std::shared_ptr<rocksdb::FileSystem> faulty_disk::files()
{
    return files_;
}

void faulty_disk::before_each(hook called)
{
    const std::lock_guard lock(state_->guard);
    state_->before = std::move(called);
}

void faulty_disk::fail(disk_act acts, disk_fault with)
{
    before_each([acts, with](const disk_step& step) { return step.act == acts ? with : disk_fault::none; });
}

void faulty_disk::cut_power_after(std::uint64_t steps)
{
    const std::lock_guard lock(state_->guard);
    state_->steps_left = steps;
}

bool faulty_disk::has_power() const
{
    const std::lock_guard lock(state_->guard);
    return state_->steps_left > 0;
}

void faulty_disk::lose_unsynced(std::uint64_t seed)
{
    const std::lock_guard lock(state_->guard);
    state_->ledger.lose_unsynced(seed);
    state_->steps_left = std::numeric_limits<std::uint64_t>::max();
}

std::uint64_t faulty_disk::syncs() const
{
    return state_->syncs;
}

} // namespace chatqc::test
