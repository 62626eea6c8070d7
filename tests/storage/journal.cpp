#include "storage/database.h"
#include "storage/keys.h"
#include "storage/limits.h"
#include "tests/storage/samples.h"
#include "tests/support/seed.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

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

// A store with a block a message, m1 to m6, each in a part of a file of its own.
class damaged_store {
public:
    damaged_store()
    {
        test::random dice(1);
        auto store = open_store(dir_);
        storage::commit_batch batch;
        for (std::uint64_t number = 1; number <= blocks; ++number) {
            std::string id = mark_of(number);
            while (id.size() < 60'000) { // so that it is not packed
                id.push_back(static_cast<char>('!' + dice.below(90)));
            }
            batch.blocks.push_back(sample_block(number, {{.id = id}}).block);
        }
        commit(*store, batch);
        store.reset();
        open_store(dir_).reset(); // from the log into files
    }

    // Changes a byte of each of these blocks in the file that holds it.
    void spoil_file(const std::vector<std::uint64_t>& numbers)
    {
        for (const auto& entry : std::filesystem::directory_iterator(options_of(dir_).path)) {
            if (entry.path().extension() != ".sst") {
                continue;
            }
            std::fstream file(entry.path(), std::ios::binary | std::ios::in | std::ios::out);
            const std::string bytes(std::istreambuf_iterator<char>(file), {});
            for (const std::uint64_t number : numbers) {
                const std::size_t at = bytes.find(mark_of(number));
                if (at != std::string::npos) {
                    file.clear();
                    file.seekp(static_cast<std::streamoff>(at + 100));
                    file.put(static_cast<char>(bytes[at + 100] ^ 1));
                    ++spoiled_;
                }
            }
        }
        CHECK(spoiled_ == numbers.size());
    }

    // As if it had been written so.
    void spoil_piece(std::uint64_t number)
    {
        auto opened = storage::database::open(options_of(dir_));
        REQUIRE(opened);
        storage::write_set changes(**opened.value);
        changes.put(storage::family::journal, storage::journal_key(number, 0), "nonsense");
        REQUIRE((*opened.value)->write(changes));
    }

    void check(const std::vector<std::string>& readable, const std::vector<std::string>& told) const
    {
        const auto store = open_store(dir_);
        std::vector<std::string> found;
        std::vector<std::string> ranges;
        const auto visit = [&](const storage::journal_block& block) {
            found.push_back(ids_of(block.records).at(0).substr(0, 2));
            return true;
        };
        CHECK(store->scan_readable(0, visit, [&](const storage::journal_damage& range) {
            CHECK(range.sentence().find("cannot be read: ") != std::string::npos);
            ranges.push_back(
                std::to_string(range.first_block) + "-" + std::to_string(range.last_block) + ": " +
                std::to_string(range.messages)
            );
        }));
        CHECK(found == readable);
        CHECK(ranges == told);
        CHECK(store->measure().damaged_blocks == blocks - readable.size());
        CHECK(store->scan_journal(0, visit).error.code == "corruption");
        for (std::uint64_t number = 1; number <= blocks; ++number) {
            std::string records;
            const bool is_readable =
                std::find(readable.begin(), readable.end(), mark_of(number).substr(0, 2)) != readable.end();
            const auto read = store->read({{number, 0}}, records);
            CHECK(static_cast<bool>(read) == is_readable);
            CHECK((read || read.error.code == "corruption"));
        }
    }

private:
    static constexpr std::uint64_t blocks = 6;

    static std::string mark_of(std::uint64_t number) { return "m" + std::to_string(number) + "-mark"; }

    temp_dir dir_;
    std::size_t spoiled_ = 0;
};

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

    TEST_CASE("a scan goes on past what is damaged in a file, and tells where that was")
    {
        damaged_store damaged;
        SUBCASE("one block")
        {
            damaged.spoil_file({3});
            damaged.check({"m1", "m2", "m4", "m5", "m6"}, {"3-3: 1"});
        }
        SUBCASE("neighbours are one range, others are not")
        {
            damaged.spoil_file({1, 3, 4, 6});
            damaged.check({"m2", "m5"}, {"1-1: 1", "3-4: 2", "6-6: 1"});
        }
        SUBCASE("nothing is left")
        {
            damaged.spoil_file({1, 2, 3, 4, 5, 6});
            damaged.check({}, {"1-6: 6"});
        }
        SUBCASE("a piece")
        {
            damaged.spoil_piece(2);
            damaged.check({"m1", "m3", "m4", "m5", "m6"}, {"2-2: 1"});
        }
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
