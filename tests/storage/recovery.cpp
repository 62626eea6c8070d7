#include "storage/codec.h"
#include "storage/database.h"
#include "storage/keys.h"
#include "tests/storage/samples.h"

using namespace chatqc;
using namespace chatqc::test;

namespace {

std::vector<std::string> rows_in(storage::store& stored)
{
    std::vector<std::string> rows;
    CHECK(stored.scan_checkpoint([&](std::string_view row) {
        rows.emplace_back(row);
        return true;
    }));
    return rows;
}

// Changes rows below the store, which must be closed.
template <class Change> void change_rows(const temp_dir& dir, Change change)
{
    auto opened = storage::database::open(options_of(dir));
    REQUIRE(opened);
    storage::write_set changes(**opened.value);
    change(**opened.value, changes);
    REQUIRE((*opened.value)->write(changes));
}

} // namespace

TEST_SUITE("storage.recovery")
{
    TEST_CASE("everything committed is there after reopening")
    {
        const temp_dir dir;
        auto store = open_store(dir);
        const sample_block block(store->next_block(), {{.id = "a"}, {.id = "b"}});
        storage::commit_batch batch = batch_of({{}, {.tenant = "t2"}});
        batch.blocks = {block.block};
        batch.segments.push_back(write_of(segment_of({.places = block.places})));
        commit(*store, batch);
        const std::string json = json_of(*store->verdict("default", verdict_of({}).id));
        store.reset();

        store = open_store(dir);
        CHECK(json_of(*store->verdict("default", verdict_of({}).id)) == json);
        CHECK(store->verdicts_of("t2", "c1").size() == 1);
        CHECK(store->session_ended(1, "c1", "m1"));
        CHECK(store->last_feed_position() == 2);
        CHECK(store->first_feed_position() == 1);
        std::string records;
        CHECK(store->read(block.places, records));
        CHECK(records == block.block.records);
        CHECK(store->next_block() > block.block.sequence);
        CHECK(commit(*store, batch_of({{.anchor = "later"}})) == 3);
    }

    TEST_CASE("a checkpoint is taken back as it was, the newest head and rows only")
    {
        const temp_dir dir;
        auto store = open_store(dir);
        CHECK_FALSE(store->checkpoint());
        CHECK(rows_in(*store).empty());
        const auto put = [&](std::vector<engine::checkpoint_row_change> rows) {
            storage::commit_batch batch;
            batch.rows = std::move(rows);
            commit(*store, batch);
        };
        put({{1, "b", "row b"}, {1, "a", "an old row"}, {2, "a", "of another tenant"}});
        put({{1, "a", "row a"}, {1, "b", ""}, {1, "b", "row b"}, {2, "a", ""}});
        CHECK(store->put_checkpoint(7));
        CHECK(store->put_checkpoint(40));
        store.reset();
        store = open_store(dir);
        CHECK(store->checkpoint() == 40u);
        CHECK(rows_in(*store) == std::vector<std::string>{"row a", "row b"});
        // Blocks before it would not be read again.
        CHECK(store->next_block() >= 40);
    }

    TEST_CASE("a row goes with the commit that ends its session")
    {
        const temp_dir dir;
        auto store = open_store(dir);
        storage::commit_batch begun;
        begun.rows = {{1, "c1", row_of("c1", {{1, 0}})}};
        commit(*store, begun);
        storage::commit_batch ended;
        ended.segments.push_back(write_of(segment_of({.places = {{1, 0}}})));
        ended.rows = {{1, "c1", ""}};
        commit(*store, ended);
        store.reset();
        store = open_store(dir);
        CHECK(rows_in(*store).empty());
        CHECK(store->session_ended(1, "c1", "m1"));
    }

    TEST_CASE("a checkpoint that is erased takes its rows along, and a new one begins")
    {
        const temp_dir dir;
        auto store = open_store(dir);
        CHECK(store->erase_checkpoint()); // there is none
        storage::commit_batch batch;
        batch.rows = {{1, "", "a"}, {1, "c1", "b"}, {0x7fffffff, "\xff\xff", "c"}};
        commit(*store, batch);
        CHECK(store->put_checkpoint(40));
        CHECK(store->erase_checkpoint());
        CHECK_FALSE(store->checkpoint());
        CHECK(rows_in(*store).empty());
        commit(*store, batch);
        store.reset();
        store = open_store(dir);
        CHECK_FALSE(store->checkpoint());
        CHECK(rows_in(*store).size() == 3);
    }

    TEST_CASE("a head that is damaged or of another version is none")
    {
        const temp_dir dir;
        auto store = open_store(dir);
        CHECK(store->put_checkpoint(40));
        store.reset();
        for (const std::string_view bytes : {"", "\x02", "\x03\x28", "no head"}) {
            CAPTURE(bytes);
            change_rows(dir, [&](storage::database&, storage::write_set& changes) {
                changes.put(storage::family::meta, storage::meta_checkpoint_key(), bytes);
            });
            store = open_store(dir);
            CHECK_FALSE(store->checkpoint());
            store.reset();
        }
        store = open_store(dir);
        CHECK(store->put_checkpoint(41));
        CHECK(store->checkpoint() == 41u);
    }

    TEST_CASE("a store that is open is busy for a second writer, and can be read")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        commit(*store, batch_of({{}}));
        const auto second = storage::store::open(options_of(dir));
        CHECK_FALSE(second);
        CHECK(second.error.code == "busy");

        const auto reader = open_store(options_of(dir, true));
        CHECK(reader->verdicts_of("default", "c1").size() == 1);
        CHECK(reader->query({.tenant = "default"}).value->verdicts.size() == 1);
        CHECK(reader->commit(batch_of({{.anchor = "x"}})).error.code == "read_only");
        CHECK(reader->tenant("new").error.code == "read_only");
        CHECK(reader->put_note("a", "b").error.code == "read_only");
        commit(*store, batch_of({{.anchor = "later"}}));
        CHECK(reader->verdicts_of("default", "c1").size() == 1);
        CHECK(store->verdicts_of("default", "c1").size() == 2);
    }

    TEST_CASE("what is not there cannot be read, and reading makes nothing")
    {
        const temp_dir dir;
        const auto reader = storage::store::open(options_of(dir, true));
        CHECK_FALSE(reader);
        CHECK(reader.error.code == "not_found");
        CHECK_FALSE(std::filesystem::exists(options_of(dir).path));
        storage::options nowhere = options_of(dir);
        nowhere.path = "/proc/nowhere/store";
        CHECK(storage::store::open(nowhere).error.code == "io_error");
    }

    TEST_CASE("a newer format is refused, by writers and readers")
    {
        const temp_dir dir;
        open_store(dir).reset();
        change_rows(dir, [](storage::database&, storage::write_set& changes) {
            changes.put(
                storage::family::meta,
                storage::meta_format_key(),
                storage::format_value(storage::store_format + 1)
            );
        });
        CHECK(storage::store::open(options_of(dir)).error.code == "newer_format");
        CHECK(storage::store::open(options_of(dir, true)).error.code == "newer_format");
    }
}
