#include "storage/database.h"
#include "storage/disk.h"
#include "storage/rocks_status.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/listener.h>
#include <rocksdb/options.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <filesystem>
#include <mutex>

namespace chatqc::storage {

// Keeps the first background error. From then on nothing is written: RocksDB's own resumption may repeat log
// entries (PLATFORM), so a person or the service manager restarts us.
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

namespace {

// A reader beside a writer must leave the folder as it is: not even a log.
class silent_logger final : public rocksdb::Logger {
public:
    using rocksdb::Logger::Logv;

    void Logv(const char* /*format*/, va_list /*arguments*/) override {}
};

rocksdb::DBOptions database_options(const options& how)
{
    rocksdb::DBOptions db;
    db.create_if_missing = !how.read_only;
    db.create_missing_column_families = !how.read_only;
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
    db.max_open_files = how.read_only ? -1 : 512;
    db.info_log_level = rocksdb::WARN_LEVEL;
    db.keep_log_file_num = 5;
    db.max_log_file_size = 10u << 20;
    if (how.read_only) {
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

rocksdb::Status open_once(
    const rocksdb::DBOptions& db,
    const options& how,
    std::vector<rocksdb::ColumnFamilyHandle*>& handles,
    std::unique_ptr<rocksdb::DB>& opened
)
{
    const auto families =
        descriptors_of_families(rocksdb::NewLRUCache(how.cache_bytes), how.buffer_bytes_max);
    rocksdb::DB* raw = nullptr;
    const rocksdb::Status status = how.read_only
                                       ? rocksdb::DB::OpenForReadOnly(db, how.path, families, &handles, &raw)
                                       : rocksdb::DB::Open(db, how.path, families, &handles, &raw);
    opened.reset(raw);
    return status;
}

result<std::unique_ptr<database>> failed(failure why)
{
    return {std::nullopt, std::move(why)};
}

} // namespace

database::database() = default;

database::~database()
{
    for (rocksdb::ColumnFamilyHandle* each : handles_) {
        db_->DestroyColumnFamilyHandle(each);
    }
}

result<std::unique_ptr<database>> database::open(const options& how)
{
    std::error_code error;
    if (!how.read_only) {
        std::filesystem::create_directories(how.path, error);
        if (error) {
            return failed({"io_error", "cannot make the folder " + how.path + ": " + error.message()});
        }
    }
    rocksdb::DBOptions db = database_options(how);
    std::unique_ptr<database> made(new database);
    if (how.under) {
        made->env_ = rocksdb::NewCompositeEnv(how.under->files());
        db.env = made->env_.get();
    }
    const auto names = stored_families(db, how.path);
    if (!names && how.read_only) {
        return failed({"not_found", "there is no store in " + how.path});
    }
    if (names) {
        if (auto newer = unknown_family(*names, how.path)) {
            return failed(std::move(*newer));
        }
    }
    made->read_only_ = how.read_only;
    made->errors_ = std::make_shared<error_watch>();
    db.listeners.push_back(made->errors_);
    // Beside a writer, a file may go between reading its name and opening it: then the names are read again.
    constexpr int attempts_max = 5;
    rocksdb::Status status;
    for (int attempt = 0; attempt < (how.read_only ? attempts_max : 1); ++attempt) {
        status = open_once(db, how, made->handles_, made->db_);
        if (status.ok()) {
            return {std::move(made), {}};
        }
    }
    return failed(failure_of(status, "opening " + how.path));
}

result<bool> database::write(write_set& changes)
{
    if (read_only_) {
        return {std::nullopt, {"read_only", "the store is open for reading only"}};
    }
    if (auto first = errors_->first()) {
        return {std::nullopt, std::move(*first)};
    }
    rocksdb::WriteOptions how;
    how.sync = true;
    const rocksdb::Status status = db_->Write(how, changes.batch_.get());
    if (!status.ok()) {
        return {std::nullopt, failure_of(status, "writing")};
    }
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
