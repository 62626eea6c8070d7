#include "tests/storage/samples.h"

#include <atomic>
#include <thread>

using namespace chatqc;
using namespace chatqc::test;

namespace {

std::vector<std::string> sessions_of(storage::store& store, std::int32_t from, std::int32_t to)
{
    std::vector<std::string> found;
    const auto done = store.scan_sessions(
        1,
        from,
        to,
        [&](const engine::session_summary& summary, std::string_view conversation) {
            found.push_back(std::string(conversation) + "/" + summary.session);
            return true;
        }
    );
    CHECK(done);
    return found;
}

} // namespace

TEST_SUITE("storage.commit")
{
    TEST_CASE("segments come back in order and are replaced whole")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        CHECK(store->segments(1, "c1").empty());
        storage::commit_batch batch;
        batch.segments.push_back(write_of(segment_of({.session = "m9", .started = day_start + 9000})));
        batch.segments.push_back(write_of(segment_of({.session = "m1"})));
        batch.segments.push_back(write_of(segment_of({.conversation = "c10", .session = "x"})));
        commit(*store, batch);

        const auto found = store->segments(1, "c1");
        REQUIRE(found.size() == 2);
        CHECK(found[0].session->session == "m1");
        CHECK(found[1].session->session == "m9");
        CHECK(store->segments(2, "c1").empty());
        CHECK(store->session_ended(1, "c1", "m9"));
        CHECK_FALSE(store->session_ended(1, "c1", "m2"));
        CHECK_FALSE(store->session_ended(2, "c1", "m9"));

        // A late message joins the two sessions into one that begins earlier.
        storage::commit_batch joined;
        joined.segments.push_back(
            write_of(segment_of({.session = "m0", .started = day_start - 1000, .day = 20093}))
        );
        joined.segments.back().erase = {found[0].first, found[1].first};
        commit(*store, joined);
        REQUIRE(store->segments(1, "c1").size() == 1);
        CHECK(store->session_ended(1, "c1", "m0"));
        CHECK_FALSE(store->session_ended(1, "c1", "m1"));
        CHECK_FALSE(store->session_ended(1, "c1", "m9"));
        CHECK(sessions_of(*store, 20093, 20094) == std::vector<std::string>{"c1/m0", "c10/x"});
    }

    TEST_CASE("a session whose row moves within one commit stays ended")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        storage::commit_batch batch;
        batch.segments.push_back(write_of(segment_of({.session = "m1"})));
        commit(*store, batch);
        const engine::order_key old_key = store->segments(1, "c1")[0].first;

        // The row now begins with an earlier event; the session is the same.
        engine::segment moved = segment_of({.session = "m1"});
        moved.first = {at(day_start - 1), 0, "event"};
        storage::commit_batch second;
        second.segments.push_back(write_of(moved));
        storage::segment_write erase;
        erase.tenant = 1;
        erase.conversation = "c1";
        erase.erase = {old_key};
        second.segments.push_back(erase);
        // … and a row is put and erased again before the commit ends.
        second.segments.push_back(write_of(segment_of({.session = "gone", .started = day_start + 5})));
        erase.erase = {{at(day_start + 5), 0, "gone"}};
        second.segments.push_back(erase);
        commit(*store, second);
        CHECK(store->segments(1, "c1").size() == 1);
        CHECK(store->session_ended(1, "c1", "m1"));
        CHECK_FALSE(store->session_ended(1, "c1", "gone"));
        CHECK(sessions_of(*store, 20094, 20094) == std::vector<std::string>{"c1/m1"});
    }

    TEST_CASE("summaries are by day, shop, conversation and start")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        storage::commit_batch batch;
        batch.segments.push_back(
            write_of(segment_of({.conversation = "b", .session = "1", .day = 5, .shop = "s2"}))
        );
        batch.segments.push_back(
            write_of(segment_of({.conversation = "b", .session = "2", .day = 5, .shop = "s1"}))
        );
        batch.segments.push_back(
            write_of(segment_of({.conversation = "a", .session = "3", .started = day_start + 1, .day = 5}))
        );
        batch.segments.push_back(write_of(segment_of({.conversation = "a", .session = "4", .day = 5})));
        batch.segments.push_back(
            write_of(segment_of({.conversation = "a", .session = "5", .started = 7, .day = -1}))
        );
        batch.segments.push_back(
            write_of(segment_of({.conversation = "a", .session = "6", .started = 8, .day = 6}))
        );
        engine::segment context_only = segment_of({.conversation = "d", .session = "7", .day = 5});
        context_only.session.reset();
        batch.segments.push_back(write_of(context_only));
        commit(*store, batch);
        CHECK(sessions_of(*store, 5, 5) == std::vector<std::string>{"a/4", "a/3", "b/2", "b/1"});
        CHECK(sessions_of(*store, -1, 5) == std::vector<std::string>{"a/5", "a/4", "a/3", "b/2", "b/1"});
        CHECK(sessions_of(*store, 6, 5).empty());
        CHECK(sessions_of(*store, 7, 900000).empty());
    }

    TEST_CASE("feed positions are consecutive over commits, and every revision has one")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        CHECK(store->last_feed_position() == 0);
        CHECK(store->first_feed_position() == 1);
        CHECK(store->feed_after(0, 10).empty());
        CHECK(commit(*store, batch_of({{.anchor = "a"}, {.anchor = "b"}})) == 1);
        CHECK(commit(*store, {}) == 3);
        CHECK(
            commit(*store, batch_of({{.anchor = "a", .revision = 1}, {.anchor = "a", .revision = 2}})) == 3
        );
        CHECK(store->last_feed_position() == 4);
        const auto entries = store->feed_after(1, 10);
        REQUIRE(entries.size() == 3);
        CHECK(entries[0].position == 2);
        CHECK(std::get<engine::verdict>(entries[1].what).revision == 1);
        CHECK(entries[2].position == 4);
        CHECK(std::get<engine::verdict>(entries[2].what).revision == 2);
        CHECK(store->feed_after(0, 2).size() == 2);
        CHECK(store->feed_after(4, 2).empty());
        CHECK(store->verdict("default", std::get<engine::verdict>(entries[1].what).id)->revision == 2);
    }

    TEST_CASE("names are numbered once, tenants apart")
    {
        const temp_dir dir;
        auto store = open_store(dir);
        CHECK(store->tenant("default").value == 1);
        const auto other = store->tenant("other").value;
        REQUIRE(other);
        CHECK(*other != 1);
        CHECK(store->tenant_name(*other) == "other");
        CHECK(store->tenant_name(99).empty());
        const auto first = store->source(1, "a").value;
        REQUIRE(first);
        CHECK(store->source(1, "a").value == first);
        CHECK(store->source(*other, "a").value != first);
        CHECK(store->sources().size() == 2);

        storage::commit_batch batch;
        storage::source_state state = store->sources()[0];
        CHECK(state.name == "a");
        CHECK(state.ended);
        state.ended = false;
        state.newest = at(5);
        state.shops = {{"s1", at(5)}};
        batch.sources.push_back(state);
        commit(*store, batch);
        store.reset();
        store = open_store(dir);
        CHECK(store->tenant("other").value == other);
        CHECK(store->source(1, "a").value == first);
        CHECK(store->sources()[0].newest == at(5));
        CHECK_FALSE(store->sources()[0].ended);
        CHECK(store->source(1, "b").value != first);
    }

    TEST_CASE("of dead letters the newest 10,000 of each tenant are kept, cut to 4 KiB")
    {
        const temp_dir dir;
        auto store = open_store(dir);
        storage::commit_batch batch;
        for (int i = 0; i < 10'050; ++i) {
            batch.dead_letters.push_back({at(i), "default", "src", "bad_json", std::to_string(i), "{"});
        }
        batch.dead_letters.push_back({at(1), "quiet", "src", "too_long", "q", std::string(9000, 'x')});
        commit(*store, batch);
        store.reset();
        store = open_store(dir);
        storage::commit_batch more;
        more.dead_letters.push_back({at(20'000), "default", "src", "bad_json", "last", "{"});
        commit(*store, more);
        const auto letters = store->dead_letters("default", 20'000);
        REQUIRE(letters.size() == 10'000);
        CHECK(letters.front().id == "last");
        CHECK(letters[1].id == "10049");
        CHECK(letters.back().id == "51");
        CHECK(store->dead_letters("default", 3).size() == 3);
        REQUIRE(store->dead_letters("quiet", 3).size() == 1);
        CHECK(store->dead_letters("quiet", 3)[0].bytes.size() == 4096);
        CHECK(store->dead_letters("nobody", 3).empty());
    }

    TEST_CASE("notes and units")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        CHECK_FALSE(store->note("report/1"));
        CHECK(store->put_note("report/1", "r1"));
        CHECK(store->put_note("report/1", "r2"));
        CHECK(store->note("report/1") == "r2");
        CHECK_FALSE(store->note("report/"));
        CHECK(store->units().empty());
        CHECK(store->put_unit({"bb", at(5), "files b"}));
        CHECK(store->put_unit({"aa", engine::time_point::min(), "files a"}));
        CHECK(store->put_unit({"bb", at(5), "files b"}));
        REQUIRE(store->units().size() == 2);
        CHECK(store->units()[0].hash == "aa");
        CHECK(store->units()[1].bundle == "files b");
    }

    TEST_CASE("readers see whole commits")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        commit(*store, batch_of({{.anchor = "a"}, {.anchor = "b"}}));
        std::atomic<bool> done = false;
        std::thread writer([&] {
            for (std::uint32_t i = 1; i <= 60; ++i) {
                const std::string agent = "agent" + std::to_string(i % 3);
                const sample_verdict a{
                    .anchor = "a", .agent = agent, .decided = day_start + i, .revision = i};
                const sample_verdict b{
                    .anchor = "b", .agent = agent, .decided = day_start + i, .revision = i};
                storage::commit_batch batch = batch_of({a, b});
                batch.dead_letters.push_back({at(i), "default", "src", "bad_json", "", "{"});
                if (!store->commit(batch)) {
                    break;
                }
            }
            done = true;
        });
        std::uint32_t newest = 0;
        while (!done) {
            const auto verdicts = store->verdicts_of("default", "c1");
            REQUIRE(verdicts.size() == 2);
            CHECK(verdicts[0].revision == verdicts[1].revision);
            CHECK(verdicts[0].revision >= newest);
            newest = verdicts[0].revision;
            const auto page = store->query({.tenant = "default", .agent = "agent1"});
            REQUIRE(page);
            CHECK(page.value->verdicts.size() % 2 == 0);
            store->dead_letters("default", 3);
        }
        writer.join();
        CHECK(store->verdicts_of("default", "c1")[0].revision == 60);
        CHECK(store->last_feed_position() == 122);
    }
}
