// Commits on a disk that loses its power at any step: what was acknowledged is there, what was not is there
// whole or not at all, and the store opens by itself. CHATQC_POWER_LOSSES sets how many runs there are.
#include "tests/storage/store_model.h"
#include "tests/support/disk/faulty_disk.h"

#include <rocksdb/file_system.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <mutex>

using namespace chatqc;
using namespace chatqc::test;

namespace {

constexpr std::uint64_t runs_in_ci = 30;

std::uint64_t runs_wanted()
{
    const char* given = std::getenv("CHATQC_POWER_LOSSES");
    return given == nullptr ? runs_in_ci : std::strtoull(given, nullptr, 0);
}

// Small buffers, so that tables and manifests are written all the time.
storage::options busy_options_on(const temp_dir& dir, std::shared_ptr<faulty_disk> under)
{
    storage::options how = options_on(dir, std::move(under));
    how.buffer_bytes_max = 64u << 10;
    return how;
}

// One store, one model beside it, several losses of power.
class power_run {
public:
    explicit power_run(std::uint64_t seed) : dice_(seed) {}

    [[nodiscard]] faulty_disk& disk() { return *disk_; }

    // Steps until the power goes, then looks at what is left. Empty if that is right, or what is wrong. On a
    // `troubled` disk steps fail before that too, and each is tried until it is acknowledged.
    std::string lose_power(bool is_troubled = false)
    {
        disk_->cut_power_after(dice_.below(is_troubled ? 600 : 250));
        store_model::step last;
        {
            auto opened = storage::store::open(busy_options_on(dir_, disk_));
            while (opened) {
                last = model_.next(dice_, **opened.value);
                if (is_troubled && dice_.chance(20)) {
                    break_for_a_while();
                }
                while (!store_model::take(**opened.value, last) && disk_->has_power()) {
                    REQUIRE(is_troubled);
                }
                if (!disk_->has_power()) {
                    break;
                }
                model_.take(last);
            }
        }
        disk_->lose_unsynced(dice_.next());
        if (is_troubled) {
            disk_->heal();
        }
        const auto found = storage::store::open(busy_options_on(dir_, disk_));
        if (!found) {
            return "it does not open: " + found.error.message;
        }
        const std::string text = store_model::text_of(**found.value);
        if (text != model_.text()) {
            model_.take(last);
        }
        return text == model_.text() ? std::string() : "found:\n" + text + "wanted:\n" + model_.text();
    }

private:
    void break_for_a_while()
    {
        const auto act = dice_.chance(50) ? disk_act::sync : disk_act::append;
        const auto fault = dice_.chance(50) ? disk_fault::no_space : disk_fault::io_error;
        const auto left = std::make_shared<std::atomic<std::int64_t>>(dice_.between(1, 3));
        const auto spared = std::make_shared<std::atomic<std::int64_t>>(dice_.between(0, 20));
        disk_->before_each([act, fault, left, spared](const disk_step& step) {
            const bool is_hit = step.act == act && (*spared)-- <= 0 && (*left)-- > 0;
            return is_hit ? fault : disk_fault::none;
        });
    }

    test::random dice_;
    temp_dir dir_;
    std::shared_ptr<faulty_disk> disk_ = std::make_shared<faulty_disk>();
    store_model model_;
};

// A file as RocksDB writes one.
class sample_file {
public:
    sample_file(faulty_disk& on, const std::string& path)
    {
        REQUIRE(on.files()->NewWritableFile(path, {}, &file_, nullptr).ok());
    }

    sample_file& append(std::string_view bytes)
    {
        REQUIRE(file_->Append({bytes.data(), bytes.size()}, {}, nullptr).ok());
        return *this;
    }

    sample_file& sync()
    {
        REQUIRE(file_->Sync({}, nullptr).ok());
        return *this;
    }

private:
    std::unique_ptr<rocksdb::FSWritableFile> file_;
};

void sync_folder(faulty_disk& on, const temp_dir& dir)
{
    std::unique_ptr<rocksdb::FSDirectory> folder;
    REQUIRE(on.files()->NewDirectory(dir.path().string(), {}, &folder, nullptr).ok());
    REQUIRE(folder->Fsync({}, nullptr).ok());
}

// Length of a file of the disk; nothing if it is not there.
std::optional<std::uint64_t> length(const temp_dir& dir, const std::string& name)
{
    std::error_code none;
    const auto found = std::filesystem::file_size(dir / name, none);
    return none ? std::nullopt : std::optional<std::uint64_t>(found);
}

} // namespace

TEST_SUITE("storage.power_loss")
{
    TEST_CASE("the disk forgets what was not synced")
    {
        CHATQC_SEEDED(seed);
        bool lost_all = false;
        bool kept_some = false;
        for (std::uint64_t i = 0; i < 50; ++i) {
            const temp_dir dir;
            faulty_disk disk;
            const auto path = [&](const char* name) { return (dir / name).string(); };
            sample_file(disk, path("kept")).append("synced").sync().append(" and more");
            sample_file(disk, path("old")).append("old").sync();
            sample_file(disk, path("gone")).append("x").sync();
            sync_folder(disk, dir);
            sample_file(disk, path("new")).append("new").sync();
            REQUIRE(disk.files()->RenameFile(path("new"), path("old"), {}, nullptr).ok());
            REQUIRE(disk.files()->DeleteFile(path("gone"), {}, nullptr).ok());
            disk.lose_unsynced(seed + i);
            CHECK(*length(dir, "kept") >= 6);
            CHECK(*length(dir, "kept") <= 15);
            lost_all = lost_all || *length(dir, "kept") == 6;
            kept_some = kept_some || *length(dir, "kept") > 6;
            CHECK(length(dir, "old") == 3);
            // In their order, whatever the last is that was kept.
            const bool is_renamed = [&] {
                std::ifstream in(dir / "old");
                return std::string(std::istreambuf_iterator<char>(in), {}) == "new";
            }();
            CHECK((!length(dir, "gone") ? is_renamed : true));
            CHECK((is_renamed ? !length(dir, "new") : true));
        }
        CHECK(lost_all);
        CHECK(kept_some);
    }

    TEST_CASE("every step of the disk is one at which e2e.kill_points lets the process die")
    {
        CHATQC_SEEDED(seed);
        std::mutex guard;
        std::set<std::string> known;
        for (const disk_step& step : all_disk_steps) {
            known.insert(step.name());
        }
        // What a loss of power has left of a new CURRENT is removed at the next start, as from
        // CHATQC_SEED=1128320243582274679 on: that needs two failures in a row, and is told of, not tried.
        known.insert(disk_step{file_kind::current, disk_act::remove}.name());
        std::set<std::string> taken;
        for (std::uint64_t i = 0; i < 10; ++i) {
            power_run run(seed + i);
            run.disk().before_each([&](const disk_step& step) {
                const std::lock_guard lock(guard);
                taken.insert(step.name());
                return disk_fault::none;
            });
            CHECK(run.lose_power() == std::string());
            CHECK(run.lose_power() == std::string());
        }
        const std::lock_guard lock(guard);
        for (const std::string& name : taken) {
            INFO(name);
            CHECK(known.count(name) == 1);
        }
        CHECK(taken.size() >= 10);
    }

    TEST_CASE("a sync that is skipped is found out")
    {
        CHATQC_SEEDED(seed);
        std::size_t found = 0;
        // Some runs lose their power before anything was acknowledged: five of them once did, from
        // CHATQC_SEED=16334177327622128801 on.
        for (std::uint64_t i = 0; i < 40 && found == 0; ++i) {
            power_run run(seed + i);
            run.disk().before_each([](const disk_step& step) {
                const bool is_commit = step.file == file_kind::wal && step.act == disk_act::sync;
                return is_commit ? disk_fault::skipped : disk_fault::none;
            });
            found += run.lose_power().empty() ? 0U : 1U;
        }
        CHECK(found > 0);
    }

    TEST_CASE("what was acknowledged is there, the rest whole or not at all")
    {
        CHATQC_SEEDED(first);
        for (std::uint64_t i = 0; i < runs_wanted(); ++i) {
            const std::uint64_t seed = first + i;
            INFO("CHATQC_SEED=", seed, " CHATQC_POWER_LOSSES=1");
            power_run run(seed);
            for (int losses = 0; losses < 4; ++losses) {
                INFO("loss ", losses);
                REQUIRE(run.lose_power() == std::string());
            }
        }
    }

    TEST_CASE("the same on a disk that fails now and then")
    {
        CHATQC_SEEDED(first);
        for (std::uint64_t i = 0; i < runs_wanted(); ++i) {
            const std::uint64_t seed = first + i;
            INFO("CHATQC_SEED=", seed, " CHATQC_POWER_LOSSES=1");
            power_run run(seed);
            for (int losses = 0; losses < 2; ++losses) {
                INFO("loss ", losses);
                REQUIRE(run.lose_power(true) == std::string());
            }
        }
    }
}
