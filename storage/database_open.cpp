#include "engine/canary.h"
#include "engine/kill_point.h"
#include "storage/database.h"
#include "storage/disk.h"
#include "storage/limits.h"
#include "storage/rocks_status.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/listener.h>
#include <rocksdb/options.h>
#include <rocksdb/perf_level.h>
#include <rocksdb/write_batch.h>

#include <chrono>
#include <filesystem>
#include <mutex>

namespace chatqc::storage {

// Keeps the first background error. From then on nothing is written until the database has been opened again.
class database::error_watch final : public rocksdb::EventListener {
public:
    void OnBackgroundError(rocksdb::BackgroundErrorReason /*reason*/, rocksdb::Status* status) override
    {
        const std::lock_guard lock(mutex_);
        if (!first_) {
            first_ = failure_of(*status, "writing in the background");
        }
    }

    void OnErrorRecoveryBegin(
        rocksdb::BackgroundErrorReason /*reason*/, rocksdb::Status /*status*/, bool* automatic
    ) override
    {
        *automatic = false;
    }

    std::optional<failure> first() const
    {
        const std::lock_guard lock(mutex_);
        return first_;
    }

private:
    mutable std::mutex mutex_;
    std::optional<failure> first_;
};

struct database::opened {
    opened() = default;

    ~opened()
    {
        iterators.clear();
        for (rocksdb::ColumnFamilyHandle* each : handles) {
            rows->DestroyColumnFamilyHandle(each);
        }
    }

    opened(const opened&) = delete;
    opened& operator=(const opened&) = delete;

    std::shared_ptr<error_watch> errors = std::make_shared<error_watch>();
    access as = access::writing;
    std::unique_ptr<rocksdb::DB> rows;
    std::vector<rocksdb::ColumnFamilyHandle*> handles; // owned by rows' life: destroyed before it
    idle_iterators iterators;
};

open_rows::open_rows(const database& of) : of_(of)
{
    of_.gate_.enter();
    // RocksDB counts what each thread does, every comparison of two keys too, and nobody reads it.
    rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
    if (!of_.now_) {
        failure why = of_.broken_;
        of_.gate_.leave();
        throw read_error(std::move(why));
    }
}

open_rows::~open_rows()
{
    of_.gate_.leave();
}

rocksdb::DB& open_rows::rows() const
{
    return *of_.now_->rows;
}

rocksdb::ColumnFamilyHandle* open_rows::handle(family which) const
{
    return of_.now_->handles[static_cast<std::size_t>(which)];
}

idle_iterators& open_rows::iterators() const
{
    return of_.now_->iterators;
}

namespace {

// A reader beside a writer must leave the folder as it is: not even a log.
class silent_logger final : public rocksdb::Logger {
public:
    using rocksdb::Logger::Logv;

    void Logv(const char* /*format*/, va_list /*arguments*/) override {}
};

rocksdb::DBOptions database_options(bool is_read_only)
{
    rocksdb::DBOptions db;
    db.create_if_missing = !is_read_only;
    db.create_missing_column_families = !is_read_only;
    db.paranoid_checks = true;
    // Defaults that PLATFORM's list of bugs makes binding.
    db.manual_wal_flush = false;
    db.recycle_log_file_num = 0;
    db.wal_compression = rocksdb::kNoCompression;
    db.track_and_verify_wals_in_manifest = false;
    db.max_bgerror_resume_count = 0;
    // What a restart after a crash replays at most, about.
    db.max_total_wal_size = 256u << 20;
    db.max_background_jobs = 2;
    db.bytes_per_sync =
        1u << 20; // files being written go to disk steadily, not all at once beside a commit's sync
    // A reader holds every file open: the writer may delete files under it. A writer opens what it uses.
    db.max_open_files = is_read_only ? -1 : 512;
    db.info_log_level = rocksdb::WARN_LEVEL;
    db.keep_log_file_num = 5;
    db.max_log_file_size = 10u << 20;
    if (is_read_only) {
        db.info_log = std::make_shared<silent_logger>();
    }
    return db;
}

// Nothing if there is no store yet, or the names of its families.
std::optional<std::vector<std::string>> stored_families(const rocksdb::DBOptions& db, const std::string& path)
{
    std::vector<std::string> names;
    if (!rocksdb::DB::ListColumnFamilies(db, path, &names).ok()) {
        return std::nullopt;
    }
    return names;
}

std::optional<failure> unknown_family(const std::vector<std::string>& names, const std::string& path)
{
    for (const std::string& name : names) {
        bool is_known = false;
        for (std::size_t i = 0; i < family_count; ++i) {
            is_known = is_known || name == name_of(static_cast<family>(i));
        }
        if (!is_known) {
            return failure{"newer_format", path + " was written by a newer version (it holds " + name + ")"};
        }
    }
    return std::nullopt;
}

result<std::unique_ptr<database>> failed(failure why)
{
    return {std::nullopt, std::move(why)};
}

} // namespace

database::database(const options& how) : how_(how), cache_(rocksdb::NewLRUCache(how.cache_bytes))
{
    if (!how_.under) {
        how_.under = disk_of_process();
    }
    if (how_.under) {
        env_ = rocksdb::NewCompositeEnv(how_.under->files());
    }
}

database::~database() = default;

result<std::unique_ptr<database>> database::open(const options& how)
{
    std::error_code error;
    if (!how.read_only) {
        std::filesystem::create_directories(how.path, error);
        if (error) {
            return failed({"io_error", "cannot make the folder " + how.path + ": " + error.message()});
        }
    }
    std::unique_ptr<database> made(new database(how));
    if (auto unfit = made->check_families()) {
        return failed(std::move(*unfit));
    }
    if (auto why = made->open_as(how.read_only ? access::reading : access::writing)) {
        return failed(std::move(*why));
    }
    return {std::move(made), {}};
}

rocksdb::Env& database::env() const
{
    return env_ ? *env_ : *rocksdb::Env::Default();
}

std::optional<failure> database::check_families() const
{
    rocksdb::DBOptions db = database_options(how_.read_only);
    db.env = &env();
    const auto names = stored_families(db, how_.path);
    if (!names) {
        return how_.read_only ? std::optional<failure>({"not_found", "there is no store in " + how_.path})
                              : std::nullopt;
    }
    return unknown_family(*names, how_.path);
}

std::optional<failure> database::open_as(access wanted)
{
    auto made = std::make_unique<opened>();
    made->as = wanted;
    rocksdb::DBOptions db = database_options(wanted == access::reading);
    db.env = &env();
    db.listeners.push_back(made->errors);
    const auto families = descriptors_of_families(cache_, how_.buffer_bytes_max);
    // Beside a writer, a file may go between reading its name and opening it: then the names are read again.
    constexpr int attempts_max = 5;
    rocksdb::Status status;
    for (int attempt = 0; attempt < (wanted == access::reading ? attempts_max : 1); ++attempt) {
        rocksdb::DB* raw = nullptr;
        status = wanted == access::reading
                     ? rocksdb::DB::OpenForReadOnly(db, how_.path, families, &made->handles, &raw)
                     : rocksdb::DB::Open(db, how_.path, families, &made->handles, &raw);
        made->rows.reset(raw);
        if (status.ok()) {
            now_ = std::move(made);
            return std::nullopt;
        }
    }
    return failure_of(status, "opening " + how_.path);
}

std::optional<failure> database::trouble() const
{
    gate_.enter();
    auto found = now_ && now_->as == access::writing ? now_->errors->first() : std::optional(broken_);
    gate_.leave();
    return found;
}

// Whether the disk takes and keeps a few bytes.
std::optional<failure> database::probe() const
{
    const std::string path = how_.path + "/probe.dbtmp";
    std::unique_ptr<rocksdb::WritableFile> file;
    rocksdb::Status status = env().NewWritableFile(path, &file, {});
    if (status.ok()) {
        status = file->Append(std::string(limits::probe_bytes, '\0'));
    }
    if (status.ok()) {
        status = file->Sync();
    }
    if (file) {
        file->Close().PermitUncheckedError();
        env().DeleteFile(path).PermitUncheckedError();
    }
    return status.ok() ? std::nullopt : std::optional(failure_of(status, "writing"));
}

std::optional<failure> database::heal()
{
    if (how_.read_only || !trouble()) {
        return std::nullopt;
    }
    const std::lock_guard lock(reopening_);
    auto why = trouble();
    if (!why) {
        return std::nullopt; // another one was faster
    }
    // As long as the disk is not well, what is open can at least be read.
    if (auto sick = probe()) {
        return sick;
    }
    constexpr std::chrono::seconds patience{1};
    if (!gate_.close(patience)) {
        return why; // somebody reads for long; next time
    }
    now_.reset();
    auto failed = open_as(access::writing);
    if (failed) {
        broken_ = *failed;
        (void)open_as(access::reading);
    } else {
        ++reopened_;
    }
    gate_.open();
    return failed;
}

result<bool> database::write(write_set& changes)
{
    if (how_.read_only) {
        return {std::nullopt, {"read_only", "the store is open for reading only"}};
    }
    if (auto why = heal()) {
        return {std::nullopt, std::move(*why)};
    }
    engine::reached(engine::kill_point::write_begins);
    rocksdb::WriteOptions how;
    how.sync = !engine::canary::is_on(engine::canary::sync_skipped);
    const rocksdb::Status status = open_rows(*this).rows().Write(how, changes.batch_.get());
    if (!status.ok()) {
        return {std::nullopt, failure_of(status, "writing")};
    }
    engine::reached(engine::kill_point::write_synced);
    return {true, {}};
}

failure failure_of(const rocksdb::Status& status, std::string_view doing)
{
    const std::string text = status.ToString();
    std::string code = "io_error";
    if (status.IsNoSpace() || text.find("No space left") != std::string::npos) {
        code = "disk_full";
    } else if (status.IsIOError() && (text.find("/LOCK") != std::string::npos)) {
        code = "busy"; // another process, or this one, has the store open
    } else if (status.IsCorruption()) {
        code = "corruption";
    } else if (status.IsNotFound()) {
        code = "not_found";
    }
    return {std::move(code), std::string(doing) + ": " + text};
}

} // namespace chatqc::storage
