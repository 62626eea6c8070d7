// Rows of incidents: marks, memberships, members of a group, what stands; their pages and their end.
#include "storage/keys.h"
#include "tests/storage/samples.h"
#include "tests/support/hex.h"

using namespace chatqc;
using namespace chatqc::test;
using storage::incident_event;

namespace {

constexpr std::int64_t day_ms = 86'400'000;

engine::incident_group group_of(std::int32_t day, std::string key = "s1")
{
    return {day, "burst", "0f", std::move(key)};
}

storage::membership member(std::int32_t day, std::uint8_t id, std::int64_t ms = day_start)
{
    return {group_of(day), {at(ms), {id}}};
}

// Of a day, opened so many seconds after it began.
storage::incident_write incident(std::uint8_t id, std::int64_t second, std::int32_t day = 1)
{
    storage::incident_write made;
    auto& value = made.made.value;
    value.id[0] = id;
    value.rule = id % 2 == 0 ? "even" : "odd";
    value.tenant = "default";
    value.key = id < 3 ? "s1" : "s2";
    value.day = day;
    value.opened = at(day_start + second * 1000);
    return made;
}

std::vector<int> listed(storage::store& from, storage::incident_query what)
{
    what.tenant = "default";
    std::vector<int> ids;
    do {
        auto page = from.incidents(what);
        REQUIRE(page);
        for (const auto& one : page.value->incidents) {
            ids.push_back(one.id[0]);
        }
        what.cursor = page.value->next;
    } while (!what.cursor.empty());
    return ids;
}

std::vector<std::string> marked(storage::store& in)
{
    std::vector<std::string> names;
    REQUIRE(in.scan_marked([&](auto tenant, std::string_view conversation) {
        names.push_back(std::to_string(tenant) + " " + std::string(conversation));
    }));
    return names;
}

storage::segment_write counting(const std::string& conversation)
{
    return {{}, {}, 1, conversation, true};
}

using names = std::vector<std::string>;
using ids = std::vector<int>;

} // namespace

TEST_SUITE("storage.incidents")
{
    TEST_CASE("keys")
    {
        CHECK(
            hex(storage::incident_conversation_key(2, storage::incident_row::mark, "c")) == "00000002"
                                                                                            "01"
                                                                                            "630001"
        );
        CHECK(
            hex(storage::incident_conversation_key(2, storage::incident_row::conversation, "c")) == "00000002"
                                                                                                    "02"
                                                                                                    "630001"
        );
        CHECK(
            hex(storage::incident_member_key(2, group_of(1), {at(1), {9}})) ==
            "00000002"
            "03"
            "80000001"
            "62757273740001"
            "30660001"
            "73310001"
            "8000000000000001"
            "09000000000000000000000000000000"
        );
        CHECK(
            hex(storage::incident_key(2, at(1), {9})) == "00000002"
                                                         "04"
                                                         "8000000000000001"
                                                         "09000000000000000000000000000000"
        );
    }

    TEST_CASE("a mark stands until memberships are written, unless the same commit puts it again")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        storage::commit_batch batch;
        batch.segments = {counting("a"), counting("b"), write_of(segment_of({.conversation = "c"}))};
        commit(*store, batch);
        CHECK(marked(*store) == names{"1 a", "1 b"});
        storage::commit_batch next;
        next.segments = {counting("b")};
        next.memberships = {{1, "a", {}}, {1, "b", {}}};
        commit(*store, next);
        CHECK(marked(*store) == names{"1 b"});
    }

    TEST_CASE("memberships take the place of those before, by conversation and by group")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        storage::commit_batch batch;
        batch.memberships = {
            {1, "a", {member(1, 1, day_start + 5), member(1, 2, day_start + 1)}}, {1, "b", {member(2, 3)}}};
        commit(*store, batch);
        CHECK(store->memberships(1, "a").size() == 2);
        CHECK(store->memberships(1, "none").empty());
        const auto first = store->members(1, group_of(1));
        REQUIRE(first.size() == 2); // in order of (decided_at, id)
        CHECK(first[0].id[0] == 2);
        CHECK(first[1].id[0] == 1);
        CHECK(store->members(1, group_of(2)).size() == 1);
        CHECK(store->members(1, group_of(1, "s2")).empty());
        CHECK(store->members(2, group_of(1)).empty());
        batch.memberships = {{1, "a", {member(2, 1)}}, {1, "b", {}}};
        commit(*store, batch);
        CHECK(store->members(1, group_of(1)).empty());
        CHECK(store->members(1, group_of(2)) == std::vector{member(2, 1).member});
        CHECK(store->memberships(1, "b").empty());
    }

    TEST_CASE("what is told of incidents stands in the feed behind the commit's verdicts")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        auto batch = batch_of({{.anchor = "a"}});
        batch.incidents = {incident(1, 10), incident(2, 20)};
        CHECK(commit(*store, batch) == 1);
        CHECK(store->last_feed_position() == 3);
        const auto entries = store->feed_after(1, 10);
        REQUIRE(entries.size() == 2);
        CHECK(std::get<storage::incident_change>(entries[0].what) == batch.incidents[0].made);
        CHECK(entries[1].position == 3);
        CHECK(commit(*store, batch_of({{.anchor = "b"}})) == 4);
    }

    TEST_CASE("one that changes has one row, wherever it opens; one that goes has none")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        storage::commit_batch batch;
        batch.incidents = {incident(1, 10), incident(2, 20)};
        commit(*store, batch);
        auto changed = incident(1, 30);
        changed.made.what = incident_event::changed;
        changed.opened_before = incident(1, 10).made.value.opened;
        auto gone = incident(2, 20);
        gone.made.what = incident_event::gone;
        gone.opened_before = gone.made.value.opened;
        batch.incidents = {changed, gone};
        commit(*store, batch);
        CHECK(listed(*store, {}) == ids{1});
        CHECK(store->incidents({.tenant = "default"}).value->incidents[0] == changed.made.value);
    }

    TEST_CASE("pages and filters")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        storage::commit_batch batch;
        batch.incidents = {incident(1, 10), incident(2, 20), incident(3, 30, 2), incident(4, 40, 2)};
        batch.incidents.push_back(incident(5, 50, 2));
        batch.incidents.back().made.value.by = rules::incident_key::agent;
        commit(*store, batch);
        CHECK(listed(*store, {}) == ids{5, 4, 3, 2, 1});
        CHECK(listed(*store, {.newest_first = false, .limit = 2}) == ids{1, 2, 3, 4, 5});
        CHECK(listed(*store, {.limit = 2}) == ids{5, 4, 3, 2, 1});
        CHECK(listed(*store, {.shop = "s2"}) == ids{4, 3}); // the agent s2 is none
        CHECK(listed(*store, {.rule = "odd"}) == ids{5, 3, 1});
        CHECK(listed(*store, {.day = 1}) == ids{2, 1});
        CHECK(listed(*store, {.from = at(day_start + 20'000), .to = at(day_start + 40'000)}) == ids{3, 2});
        CHECK(store->incidents({.tenant = "nobody"}).value->incidents.empty());
        REQUIRE(store->tenant("other"));
        CHECK(store->incidents({.tenant = "other"}).value->incidents.empty());
        CHECK(store->incidents({.tenant = "default", .cursor = "x"}).error.code == "bad_cursor");
    }

    TEST_CASE("a day goes whole, once none of its verdicts was stored later")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        const auto put = [&](std::int64_t arrived_days, storage::commit_batch&& batch) {
            batch.blocks = {
                sample_block(store->next_block(), {{.id = "m"}}, day_start + arrived_days * day_ms).block};
            commit(*store, batch);
        };
        const auto expire = [&](std::int64_t verdict_days) {
            REQUIRE(store->expire({{}, {}, at(day_start + verdict_days * day_ms)}));
        };
        storage::commit_batch early;
        early.memberships = {{1, "a", {member(1, 1)}}, {1, "b", {member(1, 2), member(2, 3)}}};
        early.incidents = {incident(1, 10, 1), incident(2, 20, 2)};
        put(0, std::move(early));
        storage::commit_batch late;
        late.memberships = {{1, "c", {member(2, 4)}}};
        put(3, std::move(late));
        expire(0); // stored exactly then: it stays
        CHECK(listed(*store, {}) == ids{2, 1});
        expire(2);
        CHECK(listed(*store, {}) == ids{2});
        CHECK(store->members(1, group_of(1)).empty());
        CHECK(store->members(1, group_of(2)).size() == 2);
        CHECK(store->memberships(1, "a").empty());
        CHECK(store->memberships(1, "b").size() == 2); // of a day that is kept
        expire(4);
        CHECK(listed(*store, {}) == ids{});
        CHECK(store->members(1, group_of(2)).empty());
        CHECK(store->memberships(1, "c").empty());
    }
}
