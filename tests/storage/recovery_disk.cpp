// Commits on a disk that refuses.
#include "tests/storage/samples.h"
#include "tests/support/disk/faulty_disk.h"

#include <atomic>
#include <thread>

using namespace chatqc;
using namespace chatqc::test;

namespace {

// While the disk refuses, a commit fails and shows nothing, and everything can be read. When the disk is well
// the store opens itself again, and the same commit is there once, whether or not its bytes had reached the
// disk.
void check_failing(disk_act act, disk_fault fault, const std::string& code)
{
    const temp_dir dir;
    const auto disk = std::make_shared<faulty_disk>();
    auto store = open_store(options_on(dir, disk));
    commit(*store, batch_of({{.anchor = "a"}}));
    const storage::commit_batch refused = batch_of({{.anchor = "b"}, {.anchor = "c"}});
    disk->fail(act, fault);
    for (int attempt = 0; attempt < 3; ++attempt) {
        CHECK(store->commit(refused).error.code == code);
        CHECK(store->verdicts_of("default", "c1").size() == 1);
        CHECK(store->last_feed_position() == 1);
        CHECK(store->feed_after(0, 10).size() == 1);
        CHECK_FALSE(store->put_note("a", "b"));
        CHECK_FALSE(store->tenant("new"));
        CHECK(store->measure().reopened == 0);
    }
    disk->heal();
    CHECK(commit(*store, refused) == 2);
    CHECK(store->measure().reopened == 1);
    CHECK(store->put_note("a", "b"));
    CHECK(*store->tenant("new").value == 2);
    CHECK(commit(*store, batch_of({{.anchor = "d"}})) == 4);
    store.reset();
    disk->lose_unsynced(1);

    store = open_store(options_on(dir, disk));
    CHECK(store->verdicts_of("default", "c1").size() == 4);
    CHECK(store->feed_after(0, 10).size() == 4);
    CHECK(store->tenant_name(2) == "new");
}

} // namespace

TEST_SUITE("storage.recovery.disk")
{
    TEST_CASE("a commit is synced before it is acknowledged")
    {
        const temp_dir dir;
        const auto disk = std::make_shared<faulty_disk>();
        const auto store = open_store(options_on(dir, disk));
        for (int i = 0; i < 3; ++i) {
            const auto before = disk->syncs();
            commit(*store, batch_of({{.anchor = std::to_string(i)}}));
            CHECK(disk->syncs() > before);
        }
    }

    TEST_CASE("a full disk")
    {
        check_failing(disk_act::append, disk_fault::no_space, "disk_full");
        check_failing(disk_act::sync, disk_fault::no_space, "disk_full");
    }

    TEST_CASE("a broken disk")
    {
        check_failing(disk_act::append, disk_fault::io_error, "io_error");
        check_failing(disk_act::sync, disk_fault::io_error, "io_error");
    }

    TEST_CASE("a disk that fails again while the store opens itself leaves it to be read")
    {
        const temp_dir dir;
        const auto disk = std::make_shared<faulty_disk>();
        const auto store = open_store(options_on(dir, disk));
        commit(*store, batch_of({{.anchor = "a"}}));
        const storage::commit_batch refused = batch_of({{.anchor = "b"}});
        disk->fail(disk_act::sync, disk_fault::io_error);
        CHECK_FALSE(store->commit(refused));
        disk->before_each([](const disk_step& step) {
            return step.file == file_kind::manifest ? disk_fault::io_error : disk_fault::none;
        });
        for (int attempt = 0; attempt < 3; ++attempt) {
            CHECK(store->commit(refused).error.code == "io_error");
            CHECK(store->verdict("default", verdict_of({.anchor = "a"}).id));
            CHECK(store->feed_after(0, 10).size() == 1);
        }
        disk->heal();
        CHECK(commit(*store, refused) == 2);
        CHECK(store->verdicts_of("default", "c1").size() == 2);
    }

    TEST_CASE("who reads meanwhile is not disturbed, and the store waits for him")
    {
        const temp_dir dir;
        const auto disk = std::make_shared<faulty_disk>();
        const auto store = open_store(options_on(dir, disk));
        std::vector<sample_verdict> many;
        for (int i = 0; i < 200; ++i) {
            many.push_back({.anchor = std::to_string(i)});
        }
        commit(*store, batch_of(many));
        std::atomic<bool> is_over{false};
        std::atomic<std::uint64_t> scans{0};
        std::vector<std::thread> readers;
        for (int i = 0; i < 3; ++i) {
            readers.emplace_back([&] {
                while (!is_over) {
                    std::size_t found = 0;
                    const auto done = store->scan_verdicts([&](const engine::verdict& value) {
                        // A reader inside a reader: it must not wait for itself.
                        found += store->verdict("default", value.id) ? 1U : 0U;
                        return true;
                    });
                    scans += done && found >= many.size() ? 1U : 0U;
                }
            });
        }
        std::uint64_t position = many.size();
        for (int i = 0; i < 5; ++i) {
            const storage::commit_batch next =
                batch_of({{.conversation = "c2", .anchor = std::to_string(i)}});
            disk->fail(disk_act::sync, disk_fault::io_error);
            CHECK_FALSE(store->commit(next));
            disk->heal();
            const std::uint64_t before = scans;
            while (scans == before) {
                std::this_thread::yield();
            }
            auto done = store->commit(next);
            while (!done) { // readers may keep it busy for an attempt
                done = store->commit(next);
            }
            CHECK(done.value->first_position == ++position);
        }
        is_over = true;
        for (std::thread& each : readers) {
            each.join();
        }
        CHECK(store->measure().reopened == 5);
    }

    TEST_CASE("a checkpoint that could not be written leaves the one before, or comes later")
    {
        const temp_dir dir;
        const auto disk = std::make_shared<faulty_disk>();
        auto store = open_store(options_on(dir, disk));
        CHECK(store->put_checkpoint(1));
        disk->fail(disk_act::sync, disk_fault::io_error);
        CHECK(store->put_checkpoint(2).error.code == "io_error");
        CHECK(store->checkpoint() == 1u);
        disk->heal();
        store.reset();
        store = open_store(dir);
        const auto found = store->checkpoint(); // what was true of it then is true for ever
        CHECK((found == 1u || found == 2u));
        store.reset();
        store = open_store(options_on(dir, disk));
        disk->fail(disk_act::sync, disk_fault::io_error);
        CHECK(store->erase_checkpoint().error.code == "io_error");
        CHECK(store->checkpoint() == found);
    }
}
