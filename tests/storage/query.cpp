#include "tests/storage/samples.h"
#include "tests/support/seed.h"

#include <algorithm>

using namespace chatqc;
using namespace chatqc::test;

namespace {

std::vector<std::string> anchors_of(const std::vector<engine::verdict>& verdicts)
{
    std::vector<std::string> anchors;
    for (const engine::verdict& each : verdicts) {
        anchors.push_back(each.anchor);
    }
    return anchors;
}

// All pages of a listing.
std::vector<std::string> list(storage::store& store, storage::verdict_query what)
{
    std::vector<std::string> anchors;
    do {
        const auto page = store.query(what);
        INFO(page.error.code);
        REQUIRE(page);
        CHECK(page.value->verdicts.size() <= what.limit);
        for (const std::string& each : anchors_of(page.value->verdicts)) {
            anchors.push_back(each);
        }
        what.cursor = page.value->next;
    } while (!what.cursor.empty());
    return anchors;
}

// What a listing should give, from the verdicts alone.
std::vector<std::string> expected(const std::vector<engine::verdict>& all, const storage::verdict_query& what)
{
    std::vector<engine::verdict> found;
    for (const engine::verdict& each : all) {
        const bool fits = (what.tenant.empty() || each.tenant == what.tenant) &&
                          (what.shop.empty() || each.shop == what.shop) &&
                          (what.agent.empty() || each.agent == what.agent) &&
                          (what.rule.empty() || each.rule == what.rule) &&
                          (what.conversation.empty() || each.conversation == what.conversation) &&
                          (!what.level || each.level == *what.level) &&
                          (!what.from || each.decided_at >= *what.from) &&
                          (!what.to || each.decided_at < *what.to) &&
                          (what.with_retracted || each.status != engine::verdict_status::retracted);
        if (fits) {
            found.push_back(each);
        }
    }
    std::sort(found.begin(), found.end(), [&](const engine::verdict& a, const engine::verdict& b) {
        const auto left = std::pair(a.decided_at, a.id);
        const auto right = std::pair(b.decided_at, b.id);
        return what.newest_first ? left > right : left < right;
    });
    return anchors_of(found);
}

} // namespace

TEST_SUITE("storage.query")
{
    TEST_CASE("a revision takes the place of the one before in every listing")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        commit(*store, batch_of({{.shop = "s1", .agent = "anna", .decided = 1000}}));
        commit(*store, batch_of({{.shop = "s2", .agent = "ben", .decided = 2000, .revision = 1}}));
        CHECK(list(*store, {.tenant = "default", .agent = "anna"}).empty());
        CHECK(list(*store, {.tenant = "default", .shop = "s1"}).empty());
        CHECK(list(*store, {.tenant = "default", .agent = "ben"}).size() == 1);
        CHECK(list(*store, {.tenant = "default", .rule = "r1"}).size() == 1);
        CHECK(list(*store, {.tenant = "default", .conversation = "c1"}).size() == 1);
        CHECK(list(*store, {.tenant = "default", .from = at(0), .to = at(1500)}).empty());
        CHECK(list(*store, {.tenant = "default"}).size() == 1);
        const auto id = verdict_of({}).id;
        REQUIRE(store->verdict("default", id));
        CHECK(store->verdict("default", id)->agent == "ben");
        CHECK_FALSE(store->verdict("nobody", id));
        CHECK_FALSE(store->verdict("default", engine::verdict_id{}));
    }

    TEST_CASE("a verdict charged to the shop is found by everything but an agent")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        commit(*store, batch_of({{.agent = ""}}));
        CHECK(list(*store, {.tenant = "default", .shop = "s1"}).size() == 1);
        CHECK(list(*store, {.tenant = "default", .agent = "anna"}).empty());
    }

    TEST_CASE("retracted verdicts are listed only when asked for, and kept for their conversation")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        commit(
            *store, batch_of({{.anchor = "a"}, {.anchor = "b", .status = engine::verdict_status::retracted}})
        );
        CHECK(list(*store, {.tenant = "default"}) == std::vector<std::string>{"a"});
        CHECK(list(*store, {.tenant = "default", .with_retracted = true}).size() == 2);
        CHECK(store->verdicts_of("default", "c1").size() == 2);
        CHECK(store->verdicts_of("default", "c").empty());
    }

    TEST_CASE("bounds are half-open, to the millisecond")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        commit(*store, batch_of({{.anchor = "a", .decided = 1000}, {.anchor = "b", .decided = 1001}}));
        for (const std::string rule : {"", "r1"}) {
            for (const bool newest_first : {false, true}) {
                storage::verdict_query what{.tenant = "default", .rule = rule, .newest_first = newest_first};
                what.from = at(1000);
                what.to = at(1001);
                CHECK(list(*store, what) == std::vector<std::string>{"a"});
                what.from = at(1001);
                what.to = at(1002);
                CHECK(list(*store, what) == std::vector<std::string>{"b"});
                what.to = at(1001);
                CHECK(list(*store, what).empty());
                what.to = at(0);
                CHECK(list(*store, what).empty());
            }
        }
    }

    TEST_CASE("a bad cursor is refused")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        commit(*store, batch_of({{}}));
        for (const std::string cursor : {"x", "00", "zz000000000000000000000000000000000000000000000f"}) {
            const auto page = store->query({.tenant = "default", .cursor = cursor});
            CHECK_FALSE(page);
            CHECK(page.error.code == "bad_cursor");
        }
    }

    TEST_CASE("a page goes on where the one before ended, whatever was decided meanwhile")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        commit(
            *store,
            batch_of(
                {{.anchor = "a", .decided = 1}, {.anchor = "b", .decided = 2}, {.anchor = "c", .decided = 3}}
            )
        );
        auto first = store->query({.tenant = "default", .limit = 1});
        REQUIRE(first);
        CHECK(anchors_of(first.value->verdicts) == std::vector<std::string>{"c"});
        commit(*store, batch_of({{.anchor = "d", .decided = 9}}));
        CHECK(
            list(*store, {.tenant = "default", .cursor = first.value->next, .limit = 1}) ==
            std::vector<std::string>{"b", "a"}
        );
    }

    TEST_CASE("every filter, order and page size gives what a plain search gives")
    {
        CHATQC_SEEDED(seed);
        test::random random(seed);
        const temp_dir dir;
        const auto store = open_store(dir);
        const auto one_of = [&](std::vector<std::string> choices) {
            return choices[random.below(choices.size())];
        };
        std::vector<engine::verdict> all;
        storage::commit_batch batch;
        for (int i = 0; i < 120; ++i) {
            sample_verdict of;
            of.tenant = one_of({"default", "t2", "t3"});
            of.anchor = std::to_string(i);
            of.conversation = one_of({"c1", "c2", std::string("c\0x", 3)});
            of.rule = one_of({"r1", "r2"});
            of.shop = one_of({"s1", "s2", ""});
            of.agent = one_of({"anna", "ann", ""});
            of.decided = random.between(-3, 12);
            of.level = static_cast<rules::level>(random.below(4));
            of.status =
                random.chance(10) ? engine::verdict_status::retracted : engine::verdict_status::final_;
            all.push_back(verdict_of(of));
            batch.verdicts.push_back({all.back()});
        }
        commit(*store, batch);
        for (int i = 0; i < 80; ++i) {
            storage::verdict_query what;
            what.tenant = one_of({"", "default", "t2", "nobody"});
            what.conversation = one_of({"", "", "c1", std::string("c\0x", 3)});
            what.agent = one_of({"", "", "anna", "ann"});
            what.rule = one_of({"", "r1"});
            what.shop = one_of({"", "s1"});
            what.newest_first = random.chance(50);
            what.with_retracted = random.chance(50);
            what.limit = 1 + random.below(20);
            if (random.chance(30)) {
                what.level = static_cast<rules::level>(random.below(4));
            }
            if (random.chance(40)) {
                what.from = at(random.between(-3, 12));
            }
            if (random.chance(40)) {
                what.to = at(random.between(-3, 12));
            }
            CHECK(list(*store, what) == expected(all, what));
        }
        std::vector<std::string> scanned;
        CHECK(store->scan_verdicts([&](const engine::verdict& value) {
            scanned.push_back(value.anchor);
            return true;
        }));
        CHECK(scanned == expected(all, {.with_retracted = true, .newest_first = false}));
    }

    TEST_CASE("duties stand by the time they are due, of a shop or of all")
    {
        const temp_dir dir;
        const auto store = open_store(dir);
        const auto put = [&](const std::string& anchor, const std::string& shop, std::optional<int> due) {
            storage::commit_batch batch;
            auto made = verdict_of({.anchor = anchor, .shop = shop});
            if (due) {
                made.receipt.due = at(day_start + *due);
            }
            batch.verdicts.push_back({made});
            commit(*store, batch);
            return made;
        };
        put("b", "s1", 20);
        put("a", "s2", 10);
        put("none", "s1", std::nullopt);
        put("c", "", 30);
        storage::verdict_query what;
        what.tenant = "default";
        what.by_due = true;
        what.newest_first = false;
        what.limit = 2;
        using names = std::vector<std::string>;
        CHECK(list(*store, what) == names{"a", "b", "c"});
        what.shop = "s1";
        CHECK(list(*store, what) == names{"b"});
        what.shop.clear();
        what.from = at(day_start + 20);
        what.to = at(day_start + 30);
        CHECK(list(*store, what) == names{"b"});
        what.from = what.to = std::nullopt;

        put("b", "s1", 40); // an earlier edition is not listed any more
        CHECK(list(*store, what) == names{"a", "c", "b"});
        put("b", "s1", std::nullopt);
        CHECK(list(*store, what) == names{"a", "c"});
        auto gone = verdict_of({.anchor = "a", .shop = "s2", .status = engine::verdict_status::retracted});
        gone.receipt.due = at(day_start + 10);
        storage::commit_batch batch;
        batch.verdicts.push_back({gone});
        commit(*store, batch);
        CHECK(list(*store, what) == names{"c"});
    }
}
