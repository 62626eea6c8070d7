#include "storage/limits.h"
#include "tests/storage/samples.h"
#include "tests/support/seed.h"

#include <algorithm>

using namespace chatqc;
using namespace chatqc::test;

namespace {

std::vector<std::uint64_t> blocks_from(storage::store& store, std::uint64_t from)
{
    std::vector<std::uint64_t> found;
    const auto done = store.scan_journal(from, [&](const storage::journal_block& block) {
        found.push_back(block.sequence);
        return true;
    });
    CHECK(done);
    return found;
}

std::vector<std::string> read_ids(storage::store& store, const std::vector<engine::position>& where)
{
    std::string records;
    const auto done = store.read(where, records);
    INFO(done.error.message);
    REQUIRE(done);
    return ids_of(records);
}

} // namespace

TEST_SUITE("storage.journal")
{
    TEST_CASE("records are read in the order asked for, from blocks in any order")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        const auto first = store->next_block();
        const auto second = store->next_block();
        CHECK(second > first);
        const sample_block one(first, {{.id = "a"}, {.id = "b"}});
        const sample_block two(second, {{.id = "c"}, {.id = "d"}});
        storage::commit_batch batch;
        batch.blocks = {two.block};
        commit(*store, batch);
        batch.blocks = {one.block};
        commit(*store, batch);
        const auto ids =
            read_ids(*store, {two.places[1], one.places[0], two.places[0], one.places[1], one.places[0]});
        CHECK(ids == std::vector<std::string>{"d", "a", "c", "b", "a"});
        std::string nothing;
        CHECK(store->read({}, nothing));
        CHECK(nothing.empty());
        CHECK(blocks_from(*store, 0) == std::vector{first, second});
        CHECK(blocks_from(*store, second) == std::vector{second});
        CHECK(blocks_from(*store, second + 1).empty());
    }

    TEST_CASE("what is not there is not found, and what is no record is damage")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        const sample_block block(store->next_block(), {{.id = "a"}});
        storage::commit_batch batch;
        batch.blocks = {block.block};
        commit(*store, batch);
        std::string records;
        auto gone = store->read({{block.block.sequence + 1, 0}}, records);
        CHECK_FALSE(gone);
        CHECK(gone.error.code == "not_found");
        const auto end = static_cast<std::uint32_t>(block.block.records.size());
        CHECK(store->read({{block.block.sequence, end}}, records).error.code == "corruption");
        CHECK_FALSE(store->read({{block.block.sequence, end + (1u << 20)}}, records));
        CHECK(records.empty());
    }

    TEST_CASE("blocks of every size come back whole, and each of their records alone")
    {
        CHATQC_SEEDED(seed);
        test::random random(seed);
        const temp_dir dir;
        const auto store = open_store(dir);
        // Records that end just before, at and behind the border of a piece, and one longer than a piece.
        std::vector<sample_block> blocks;
        for (std::size_t size = storage::limits::piece_bytes - 45; size < storage::limits::piece_bytes + 5;
             ++size) {
            blocks.push_back(sample_block(
                store->next_block(),
                {{.id = "long", .padding = size}, {.id = "b", .padding = 200}, {.id = "c"}}
            ));
        }
        std::vector<sample_message> many;
        for (int i = 0; i < 2000; ++i) {
            many.push_back({.id = std::to_string(i), .padding = random.below(random.chance(1) ? 70000 : 300)}
            );
        }
        blocks.push_back(sample_block(store->next_block(), many, day_start + 1));
        blocks.push_back(sample_block(store->next_block(), {}));
        storage::commit_batch batch;
        for (const sample_block& each : blocks) {
            batch.blocks.push_back(each.block);
        }
        commit(*store, batch);

        std::size_t next = 0;
        const auto scanned = store->scan_journal(0, [&](const storage::journal_block& found) {
            const storage::journal_block& wanted = blocks[next++].block;
            CHECK(found.sequence == wanted.sequence);
            CHECK(found.messages == wanted.messages);
            CHECK(found.arrived == wanted.arrived);
            const bool is_same = found.records == wanted.records;
            CHECK(is_same);
            return true;
        });
        CHECK(scanned);
        CHECK(next == blocks.size());
        for (const sample_block& each : blocks) {
            std::vector<engine::position> places = each.places;
            std::string records;
            REQUIRE(store->read(places, records));
            const bool is_same = records == each.block.records;
            CHECK(is_same);
            std::reverse(places.begin(), places.end());
            const auto ids = read_ids(*store, places);
            CHECK(ids.size() == places.size());
            CHECK((ids.empty() || ids.back() == ids_of(each.block.records).front()));
        }
    }

    TEST_CASE("a scan stops when told to")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        storage::commit_batch batch;
        batch.blocks = {sample_block(1, {{.id = "a"}}).block, sample_block(2, {{.id = "b"}}).block};
        commit(*store, batch);
        int visited = 0;
        CHECK(store->scan_journal(0, [&](const storage::journal_block&) { return ++visited == 5; }));
        CHECK(visited == 1);
    }

    TEST_CASE("measures count blocks and bytes")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        storage::commit_batch batch;
        batch.blocks = {sample_block(store->next_block(), {{.id = "a", .padding = 50000}}).block};
        commit(*store, batch);
        CHECK(store->measure().journal_blocks == 1);
        CHECK(store->measure().bytes_on_disk > 50000);
    }
}
