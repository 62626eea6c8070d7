#include "storage/codec.h"
#include "storage/database.h"
#include "storage/keys.h"
#include "tests/storage/samples.h"

using namespace chatqc;
using namespace chatqc::test;

namespace {

storage::checkpoint sample_checkpoint(const std::string& stamp)
{
    storage::checkpoint value;
    value.journal_from = 40;
    value.feed_position = 3;
    value.stamp = stamp;
    value.chunks = {stamp + " first", std::string(3u << 20, 'c'), ""};
    return value;
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

    TEST_CASE("a checkpoint is taken back as it was, the newest one only")
    {
        const temp_dir dir;
        auto store = open_store(dir);
        CHECK_FALSE(store->read_checkpoint());
        CHECK(store->put_checkpoint(sample_checkpoint("one")));
        CHECK(store->put_checkpoint(sample_checkpoint("two")));
        store.reset();
        store = open_store(dir);
        const auto found = store->read_checkpoint();
        REQUIRE(found);
        CHECK(found->stamp == "two");
        CHECK(found->journal_from == 40);
        CHECK(found->feed_position == 3);
        const bool is_same = found->chunks == sample_checkpoint("two").chunks;
        CHECK(is_same);
        // Blocks before it would not be read again.
        CHECK(store->next_block() >= 40);
        CHECK(store->put_checkpoint({}));
        CHECK(store->read_checkpoint()->chunks.empty());
    }

    TEST_CASE("a checkpoint follows what commits reopen, and so does the next one")
    {
        const temp_dir dir;
        auto store = open_store(dir);
        const auto reopen = [&](std::uint64_t from) {
            storage::commit_batch batch;
            batch.reopened_from = from;
            CHECK(store->commit(batch));
        };
        const auto put = [&](std::uint64_t from) {
            CHECK(store->put_checkpoint({.journal_from = from}));
            return store->read_checkpoint()->journal_from;
        };
        reopen(7); // there is none yet
        CHECK_FALSE(store->read_checkpoint());
        CHECK(put(40) == 7); // its figure may have been asked for before that commit
        CHECK(put(40) == 40);
        reopen(41);
        CHECK(store->read_checkpoint()->journal_from == 40);
        reopen(12);
        CHECK(store->read_checkpoint()->journal_from == 12);
        store.reset();
        store = open_store(dir);
        CHECK(store->read_checkpoint()->journal_from == 12);
        CHECK(put(50) == 50);
    }

    TEST_CASE("a damaged or missing chunk makes the checkpoint nothing")
    {
        const temp_dir dir;
        auto store = open_store(dir);
        CHECK(store->put_checkpoint(sample_checkpoint("one")));
        store.reset();
        SUBCASE("damaged")
        {
            change_rows(dir, [](storage::database&, storage::write_set& changes) {
                changes.put(storage::family::checkpoints, storage::checkpoint_key(1, 0), "one_first");
            });
        }
        SUBCASE("missing")
        {
            change_rows(dir, [](storage::database&, storage::write_set& changes) {
                changes.erase(storage::family::checkpoints, storage::checkpoint_key(1, 2));
            });
        }
        SUBCASE("a newer version's")
        {
            change_rows(dir, [](storage::database&, storage::write_set& changes) {
                changes.put(storage::family::meta, storage::meta_checkpoint_key(), "\x02");
            });
        }
        store = open_store(dir);
        CHECK_FALSE(store->read_checkpoint());
        CHECK(store->put_checkpoint(sample_checkpoint("three")));
        CHECK(store->read_checkpoint()->stamp == "three");
    }

    TEST_CASE("chunks of an attempt that was cut short do no harm and go")
    {
        const temp_dir dir;
        auto store = open_store(dir);
        CHECK(store->put_checkpoint(sample_checkpoint("one")));
        store.reset();
        change_rows(dir, [](storage::database&, storage::write_set& changes) {
            changes.put(storage::family::checkpoints, storage::checkpoint_key(2, 0), "half");
            changes.put(storage::family::checkpoints, storage::checkpoint_key(2, 7), "half");
        });
        store = open_store(dir);
        CHECK(store->read_checkpoint()->stamp == "one");
        CHECK(store->put_checkpoint(sample_checkpoint("two")));
        CHECK(store->read_checkpoint()->stamp == "two");
        store.reset();
        change_rows(dir, [](storage::database& in, storage::write_set&) {
            std::size_t rows = 0;
            storage::row_iterator row(in, storage::family::checkpoints, {}, storage::walk::bulk);
            for (row.to_first(); row.valid(); row.next()) {
                ++rows;
            }
            CHECK(rows == 3);
        });
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
