// Commits on a disk that refuses.
#include "tests/storage/samples.h"
#include "tests/support/disk/faulty_disk.h"

using namespace chatqc;
using namespace chatqc::test;

namespace {

// A commit whose sync fails shows nothing and ends the writing; after a restart all that was acknowledged is
// there.
void check_failing_sync(disk_fault fault, const std::string& code)
{
    const temp_dir dir;
    const auto disk = std::make_shared<faulty_disk>();
    auto store = open_store(options_on(dir, disk));
    commit(*store, batch_of({{.anchor = "a"}}));
    const storage::commit_batch refused = batch_of({{.anchor = "b"}});
    {
        disk->fail(disk_act::sync, fault);
        const auto done = store->commit(refused);
        CHECK_FALSE(done);
        CHECK(done.error.code == code);
        disk->heal();
    }
    CHECK(store->verdicts_of("default", "c1").size() == 1);
    CHECK(store->last_feed_position() == 1);
    CHECK(store->feed_after(0, 10).size() == 1);
    // The disk is well again, but the log is not to be trusted: only a restart writes again.
    CHECK(store->commit(refused).error.code == code);
    CHECK_FALSE(store->put_note("a", "b"));
    CHECK_FALSE(store->tenant("new"));
    store.reset();

    store = open_store(dir);
    CHECK(store->verdict("default", verdict_of({.anchor = "a"}).id));
    // It was never acknowledged: it may be there, then whole, and is sent again in either case.
    const auto before = store->last_feed_position();
    CHECK(before == store->verdicts_of("default", "c1").size());
    CHECK(commit(*store, refused) == before + 1);
    CHECK(store->verdicts_of("default", "c1").size() == 2);
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
        check_failing_sync(disk_fault::no_space, "disk_full");
    }

    TEST_CASE("a broken disk")
    {
        check_failing_sync(disk_fault::io_error, "io_error");
    }

    TEST_CASE("a checkpoint that could not be written leaves the one before")
    {
        const temp_dir dir;
        const auto disk = std::make_shared<faulty_disk>();
        auto store = open_store(options_on(dir, disk));
        CHECK(store->put_checkpoint({.stamp = "one", .chunks = {"x"}}));
        disk->fail(disk_act::sync, disk_fault::io_error);
        CHECK(store->put_checkpoint({.stamp = "two", .chunks = {"y"}}).error.code == "io_error");
        disk->heal();
        CHECK(store->read_checkpoint()->stamp == "one");
        store.reset();
        store = open_store(dir);
        CHECK(store->read_checkpoint()->chunks == std::vector<std::string>{"x"});
    }
}
