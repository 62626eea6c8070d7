#include "tests/storage/samples.h"

using namespace chatqc;
using namespace chatqc::test;

namespace {

constexpr std::int64_t day = 86'400'000;

// A store with one block a conversation; each block arrives a day after the one before.
struct aging_store {
    temp_dir dir;
    std::unique_ptr<storage::store> store = open_store(dir);
    std::vector<sample_block> blocks;

    void add(const std::string& conversation, bool has_verdict, bool has_ended = true)
    {
        const auto age = static_cast<std::int64_t>(blocks.size());
        blocks.emplace_back(
            store->next_block(),
            std::vector<sample_message>{
                {.conversation = conversation, .id = "m1"}, {.conversation = conversation, .id = "m2"}},
            day_start + age * day
        );
        storage::commit_batch batch;
        batch.blocks = {blocks.back().block};
        if (has_ended) {
            batch.segments.push_back(
                write_of(segment_of({.conversation = conversation, .places = blocks.back().places}))
            );
        }
        if (has_verdict) {
            batch.verdicts.push_back({verdict_of({.conversation = conversation})});
        }
        commit(*store, batch);
    }

    std::uint64_t expire(std::int64_t text_days, std::int64_t evidence_days, std::int64_t verdict_days = 0)
    {
        storage::store::retention what;
        what.text_before = at(day_start + text_days * day);
        what.evidence_before = at(day_start + evidence_days * day);
        what.verdicts_before = at(day_start + verdict_days * day);
        const auto done = store->expire(what);
        INFO(done.error.message);
        REQUIRE(done);
        return *done.value;
    }

    bool holds(std::size_t block)
    {
        std::string records;
        const auto done = store->read(blocks[block].places, records);
        CHECK((done || done.error.code == "not_found"));
        return bool(done);
    }
};

} // namespace

TEST_SUITE("storage.retention")
{
    TEST_CASE("text goes by its arrival; sessions with verdicts keep theirs longer")
    {
        aging_store aged;
        aged.add("plain0", false);
        aged.add("judged1", true);
        aged.add("plain2", false);
        aged.add("plain3", false);
        CHECK(aged.expire(3, 0) == 2);
        CHECK_FALSE(aged.holds(0));
        CHECK(aged.holds(1));
        CHECK_FALSE(aged.holds(2));
        CHECK(aged.holds(3)); // arrived exactly at the limit
        CHECK(aged.expire(3, 1) == 0);
        CHECK(aged.expire(3, 2) == 1);
        CHECK_FALSE(aged.holds(1));
        CHECK(aged.holds(3));
    }

    TEST_CASE("a session without messages keeps its summary and loses its positions")
    {
        aging_store aged;
        aged.add("plain0", false);
        aged.add("plain1", false);
        CHECK(aged.expire(1, 0) == 1);
        const auto gone = aged.store->segments(1, "plain0");
        REQUIRE(gone.size() == 1);
        CHECK(gone[0].messages.empty());
        CHECK(gone[0].session == segment_of({.conversation = "plain0"}).session);
        CHECK(aged.store->segments(1, "plain1")[0].messages.size() == 2);
        CHECK(aged.store->session_ended(1, "plain0", "m1"));
        int summaries = 0;
        CHECK(aged.store->scan_sessions(1, 0, 30'000, [&](const auto&, std::string_view) {
            return ++summaries > 0;
        }));
        CHECK(summaries == 2);
    }

    TEST_CASE("a block goes only when all of its messages may go")
    {
        aging_store aged;
        sample_block block(
            aged.store->next_block(), {{.conversation = "a", .id = "m1"}, {.conversation = "b", .id = "m1"}}
        );
        storage::commit_batch batch = batch_of({{.conversation = "b"}});
        batch.blocks = {block.block};
        batch.segments.push_back(write_of(segment_of({.conversation = "a", .places = {block.places[0]}})));
        batch.segments.push_back(write_of(segment_of({.conversation = "b", .places = {block.places[1]}})));
        commit(*aged.store, batch);
        aged.blocks.push_back(block);
        CHECK(aged.expire(1, 0) == 0);
        CHECK(aged.holds(0));
        CHECK(aged.store->segments(1, "a")[0].messages.size() == 1);
        CHECK(aged.expire(1, 1) == 1);
        CHECK_FALSE(aged.holds(0));
    }

    TEST_CASE("messages of open sessions, and what a restart would read, stay")
    {
        aging_store aged;
        aged.add("open0", false, false);
        aged.add("plain1", false);
        aged.add("plain2", false);
        CHECK(aged.store->put_checkpoint(aged.blocks[2].block.sequence));
        CHECK(aged.expire(10, 0) == 1);
        CHECK(aged.holds(0));
        CHECK_FALSE(aged.holds(1));
        CHECK(aged.holds(2));
        // Not for ever: open or not, evidence has its end.
        CHECK(aged.expire(10, 10) == 1);
        CHECK_FALSE(aged.holds(0));
        CHECK(aged.holds(2));
    }

    TEST_CASE("what a row of the checkpoint holds stays, however old it is, until the row goes")
    {
        aging_store aged;
        aged.add("plain0", false);
        aged.add("open1", false, false);
        aged.add("plain2", false);
        CHECK(aged.store->put_checkpoint(aged.blocks[2].block.sequence + 1));
        const auto put_row = [&](const std::string& row) {
            storage::commit_batch batch;
            batch.rows = {{1, "open1", row}};
            commit(*aged.store, batch);
        };
        put_row(row_of("open1", aged.blocks[1].places));
        CHECK(aged.expire(10, 10) == 1);
        CHECK_FALSE(aged.holds(0));
        CHECK(aged.holds(1));
        put_row("");
        CHECK(aged.expire(10, 10) == 2);
        CHECK_FALSE(aged.holds(1));
    }

    TEST_CASE("a session that lost some of its messages keeps its positions until all are gone")
    {
        aging_store aged;
        aged.add("x0", false, false);
        aged.add("x1", false, false);
        storage::commit_batch batch;
        batch.segments.push_back(write_of(segment_of(
            {.conversation = "both", .places = {aged.blocks[0].places[0], aged.blocks[1].places[0]}}
        )));
        batch.segments.push_back(write_of(segment_of(
            {.conversation = "rest", .places = {aged.blocks[0].places[1], aged.blocks[1].places[1]}}
        )));
        commit(*aged.store, batch);
        CHECK(aged.expire(1, 0) == 1);
        CHECK(aged.store->segments(1, "both")[0].messages.size() == 2);
        CHECK(aged.expire(2, 0) == 1);
        CHECK(aged.store->segments(1, "both")[0].messages.empty());
        CHECK(aged.store->segments(1, "rest")[0].messages.empty());
    }

    TEST_CASE("block numbers are not given again after everything is gone")
    {
        aging_store aged;
        aged.add("plain0", false);
        aged.add("plain1", false);
        const auto last = aged.blocks.back().block.sequence;
        CHECK(aged.expire(10, 10) == 2);
        aged.store.reset();
        aged.store = open_store(aged.dir);
        CHECK(aged.store->next_block() > last);
    }

    TEST_CASE("verdicts go by when they were stored, whatever they are about")
    {
        aging_store aged;
        aged.add("old", true);
        aged.add("new", true);
        // An import of history: decided long ago, stored now.
        sample_verdict imported{.conversation = "history", .decided = day_start - 1000 * day};
        commit(*aged.store, batch_of({imported}));
        const auto review_of = [](const std::string& conversation) {
            const auto about = verdict_of({.conversation = conversation}).id;
            return storage::review{.verdict = about, .conversation = conversation, .at = at(1), .by = "li"};
        };
        REQUIRE(aged.store->put_reviews(1, {review_of("old"), review_of("new")}));
        aged.expire(0, 0, 1);
        CHECK(aged.store->reviews_of(1, "old").empty());
        CHECK(aged.store->reviews_of(1, "new").size() == 1);
        CHECK(aged.store->verdicts_of("default", "old").empty());
        CHECK_FALSE(aged.store->verdict("default", verdict_of({.conversation = "old"}).id));
        CHECK(aged.store->verdicts_of("default", "new").size() == 1);
        CHECK(aged.store->verdicts_of("default", "history").size() == 1);
        CHECK(aged.store->query({.tenant = "default", .agent = "anna"}).value->verdicts.size() == 2);
        aged.expire(0, 0, 2);
        CHECK(aged.store->query({.tenant = "default"}).value->verdicts.empty());
        CHECK(aged.store->last_feed_position() == 3);
    }

    TEST_CASE("where a number was told is known as long as the text, and as its segment says")
    {
        aging_store aged;
        const auto tell = [&](std::uint64_t block, const std::string& number) {
            sample_block text{block, {{.conversation = "c1", .id = "m1"}}, day_start};
            auto made = segment_of({.conversation = "c1", .places = text.places});
            made.after.customer = "zhou";
            made.after.memory.of = {{"numbers", 0, {{number, at(day_start), {}}}}};
            storage::commit_batch batch;
            batch.blocks = {text.block};
            batch.segments.push_back(write_of(made));
            commit(*aged.store, batch);
        };
        const auto told = [&](std::uint64_t number) { return aged.store->numbers_told(1, number, 10); };
        tell(aged.store->next_block(), "17");
        REQUIRE(told(17).size() == 1);
        CHECK(told(17)[0].conversation == "c1");
        CHECK(told(17)[0].customer == "zhou");
        CHECK(told(17)[0].at == at(day_start));
        CHECK(told(18).empty());
        CHECK(aged.store->numbers_told(2, 17, 10).empty());
        tell(aged.store->next_block(), "18"); // the session was judged again
        CHECK(told(17).empty());
        REQUIRE(told(18).size() == 1);
        CHECK(aged.expire(1, 1) == 2);
        CHECK(told(18).empty());
    }
}
