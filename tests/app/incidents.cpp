// Incidents of a running server: what its store holds and its feed tells of them, against what is worked out
// of the settled verdicts.
#include "app/export_rows.h"
#include "app/pipeline/incident_keeper.h"
#include "tests/app/pipeline_lab.h"
#include "tests/storage/samples.h"
#include "tests/support/seed.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

using namespace chatqc;
using namespace chatqc::test;

namespace {

// A rule of the small pack is counted.
std::string pack_with(const std::string& incident)
{
    return std::string{small_pack} + "  - {id: burst, level: major, detect: {incident: {of: attitude.bad, " +
           incident + "}}}\n";
}

constexpr std::int32_t lab_day = 20094;

// A store with a keeper beside it; what a server commits is put into it by hand.
class keeper_lab {
public:
    explicit keeper_lab(const std::string& pack = pack_with("count: 2, within: 40s")) : log_(make_units(pack))
    {
        start();
    }

    void start()
    {
        keeper_.emplace(*store_, log_, [] { return std::chrono::steady_clock::time_point{}; });
        keeper_->resume();
    }

    // From now on sessions are judged by it.
    void activate(const std::string& pack)
    {
        const auto units = make_units(pack);
        log_.activate(at(day_start), units.newest());
        keeper_->activate(*units.newest());
    }

    // A conversation whose only session has ended, with a verdict at that second.
    void ends(const std::string& conversation, std::int64_t second)
    {
        auto value = segment_of({.conversation = conversation, .day = lab_day});
        value.session->unit = log_.newest()->rules->hash;
        commits(conversation, second, engine::verdict_status::final_, {std::move(value)});
    }

    // It has no verdict any more.
    void loses(const std::string& conversation, std::int64_t second)
    {
        auto value = segment_of({.conversation = conversation, .day = lab_day});
        value.session->unit = log_.newest()->rules->hash;
        commits(conversation, second, engine::verdict_status::retracted, {std::move(value)});
    }

    // A late message has made its session one that goes on.
    void goes_on(const std::string& conversation, std::int64_t second)
    {
        commits(conversation, second, engine::verdict_status::final_, {});
    }

    // Works all of it out; what the feed tells then: "new 0-30 n=2", one after the other.
    std::vector<std::string> told()
    {
        while (keeper_->has_work()) {
            CHECK(keeper_->is_due());
            storage::commit_batch batch;
            REQUIRE(keeper_->add_to(batch));
            commit(*store_, batch);
            keeper_->written(batch);
        }
        std::vector<std::string> lines;
        for (const auto& [position, what] : store_->feed_after(heard_, 1000)) {
            heard_ = position;
            if (const auto* change = std::get_if<storage::incident_change>(&what))
                lines.push_back(line_of(*change));
        }
        return lines;
    }

    [[nodiscard]] storage::store& store() { return *store_; }

    [[nodiscard]] engine::incident_group group() const
    {
        auto verdict = verdict_of({.rule = "attitude.bad"});
        return engine::groups_of({&verdict, lab_day, log_.newest()->rules.get()}).at(0);
    }

    [[nodiscard]] bool has_work() const { return keeper_->has_work(); }

private:
    static std::string line_of(const storage::incident_change& change)
    {
        static constexpr const char* names[] = {"new", "changed", "gone"};
        const auto& one = change.value;
        const auto second = [](engine::time_point time) {
            return std::to_string((time - at(day_start)) / std::chrono::seconds{1});
        };
        CHECK(one.verdicts.empty());
        return std::string{names[static_cast<int>(change.what)]} + " " + second(one.first) + "-" +
               second(one.last) + " n=" + std::to_string(one.count);
    }

    void commits(
        const std::string& conversation,
        std::int64_t second,
        engine::verdict_status status,
        std::vector<engine::segment>&& ended
    )
    {
        storage::commit_batch batch;
        storage::segment_write write;
        write.tenant = 1;
        write.conversation = conversation;
        write.erase = {{at(day_start), 0, "m1"}};
        write.put = std::move(ended);
        write.counts = true;
        batch.segments.push_back(std::move(write));
        batch.verdicts.push_back({verdict_of(
            {.conversation = conversation,
             .rule = "attitude.bad",
             .decided = day_start + second * 1000,
             .status = status}
        )});
        commit(*store_, batch);
        keeper_->written(batch);
    }

    temp_dir folder_;
    std::unique_ptr<storage::store> store_ = open_store(folder_);
    engine::unit_log log_;
    std::optional<app::incident_keeper> keeper_;
    std::uint64_t heard_ = 0;
};

using lines = std::vector<std::string>;

// What `export incidents` prints, and `replay --incidents` of the same messages.
std::string exported(storage::store& from)
{
    std::string text;
    REQUIRE(app::export_incidents(from, {}, [&](std::string_view line) { text += line; }));
    return text;
}

std::string incidents_offline(const std::vector<std::string>& messages, const engine::unit_log& units)
{
    const auto run = run_offline(messages, units);
    const auto verdicts = run->settled();
    const auto sessions = run->sessions();
    std::map<std::pair<std::string, std::string>, engine::session_summary> judged;
    for (const auto& [conversation, summary] : sessions)
        judged[{conversation, summary.session}] = summary;
    std::vector<engine::dated_verdict> dated;
    for (const auto& one : verdicts) {
        const auto& session = judged.at({one.conversation, one.session});
        dated.push_back({&one, session.day, units.at(session.started)->rules.get()});
    }
    std::string text;
    for (const auto& one : engine::find_incidents(dated)) {
        engine::append_json(text, one);
        text += '\n';
    }
    return text;
}

// The changes that were told, one after the other, come to what stands.
void check_told(storage::store& stored)
{
    std::map<engine::verdict_id, engine::incident> standing;
    for (const auto& entry : stored.feed_after(0, 1'000'000)) {
        const auto* change = std::get_if<storage::incident_change>(&entry.what);
        if (change == nullptr)
            continue;
        const auto known = standing.find(change->value.id);
        const bool is_known = known != standing.end();
        CHECK(is_known == (change->what != storage::incident_event::appeared));
        if (change->what == storage::incident_event::gone)
            standing.erase(change->value.id);
        else
            standing[change->value.id] = change->value;
    }
    storage::incident_query query;
    query.tenant = "default";
    query.limit = 1000;
    const auto page = stored.incidents(query);
    REQUIRE(page);
    CHECK(page.value->incidents.size() == standing.size());
    for (const auto& one : page.value->incidents)
        CHECK(standing[one.id] == one);
}

} // namespace

TEST_SUITE("app.incidents")
{
    TEST_CASE("one appears, grows, shrinks and goes")
    {
        keeper_lab lab;
        lab.ends("a", 0);
        CHECK(lab.told() == lines{});
        lab.ends("b", 30);
        CHECK(lab.told() == lines{"new 0-30 n=2"});
        lab.ends("c", 70);
        lab.ends("d", 71);
        CHECK(lab.told() == lines{"changed 0-71 n=4"});
        lab.ends("e", 300);
        CHECK(lab.told() == lines{});
        lab.loses("c", 70);
        lab.loses("d", 71);
        CHECK(lab.told() == lines{"changed 0-30 n=2"});
        lab.loses("b", 30);
        CHECK(lab.told() == lines{"gone 0-30 n=2"});
        CHECK(lab.store().incidents({.tenant = "default"}).value->incidents.empty());
    }

    TEST_CASE("a verdict that changes, but counts as before, changes nothing")
    {
        keeper_lab lab;
        lab.ends("a", 0);
        lab.ends("b", 30);
        CHECK(lab.told().size() == 1);
        lab.ends("b", 30);
        CHECK(lab.told() == lines{});
        lab.ends("b", 35); // decided at another time
        CHECK(lab.told() == lines{"changed 0-35 n=2"});
    }

    TEST_CASE("another verdict in the place of one: what is told is the same, and is not told again")
    {
        keeper_lab lab;
        for (const auto& [name, second] :
             std::map<std::string, int>{{"a", 0}, {"b", 30}, {"c", 45}, {"d", 60}})
            lab.ends(name, second);
        CHECK(lab.told() == lines{"new 0-60 n=4"});
        lab.loses("c", 45);
        lab.ends("e", 40);
        CHECK(lab.told() == lines{});
        const auto members = lab.store().members(1, lab.group());
        REQUIRE(members.size() == 4);
        CHECK(members[2].decided_at == at(day_start + 40'000));
    }

    TEST_CASE("without its middle it falls apart; with one before it, it is another")
    {
        keeper_lab lab;
        for (const auto& [name, second] :
             std::map<std::string, int>{{"a", 0}, {"b", 30}, {"c", 60}, {"d", 90}, {"e", 120}})
            lab.ends(name, second);
        CHECK(lab.told() == lines{"new 0-120 n=5"});
        lab.loses("c", 60);
        CHECK(lab.told() == lines{"changed 0-30 n=2", "new 90-120 n=2"});
        lab.ends("f", 80);
        CHECK(lab.told() == lines{"new 80-120 n=3", "gone 90-120 n=2"});
    }

    TEST_CASE("only verdicts of sessions that have ended count")
    {
        keeper_lab lab;
        lab.ends("a", 0);
        lab.ends("b", 30);
        CHECK(lab.told() == lines{"new 0-30 n=2"});
        lab.goes_on("b", 30);
        CHECK(lab.told() == lines{"gone 0-30 n=2"});
        lab.ends("b", 30);
        CHECK(lab.told() == lines{"new 0-30 n=2"});
    }

    TEST_CASE("a unit with the same incident rule goes on with it, one with another begins anew")
    {
        keeper_lab lab{pack_with("count: 2, within: 40s")};
        lab.ends("a", 0);
        lab.activate(
            pack_with("count: 2, within: 40s") + "  - {id: more, points: -1, detect: {phrase: {list: bad}}}\n"
        );
        lab.ends("b", 30);
        CHECK(lab.told() == lines{"new 0-30 n=2"});
        lab.activate(pack_with("count: 2, within: 50s"));
        lab.ends("c", 40);
        CHECK(lab.told() == lines{});
        lab.ends("d", 60);
        CHECK(lab.told() == lines{"new 40-60 n=2"});
        lab.ends("a", 0); // judged again by the newest
        auto told = lab.told();
        std::sort(told.begin(), told.end()); // of two groups, which stand in the order of their hashes
        CHECK(told == lines{"gone 0-30 n=2", "gone 40-60 n=2", "new 0-60 n=3"});
    }

    TEST_CASE("one that goes by one form of the rule and comes by another keeps its name, and is there")
    {
        keeper_lab lab{pack_with("count: 2, within: 40s")};
        lab.ends("a", 0);
        lab.ends("b", 30);
        CHECK(lab.told() == lines{"new 0-30 n=2"});
        // There and back: in one of the two the new form's hash comes first.
        for (const auto* within : {"50s", "40s"}) {
            lab.activate(pack_with(std::string{"count: 2, within: "} + within));
            lab.ends("a", 0);
            lab.ends("b", 30);
            CHECK(lab.told() == lines{"gone 0-30 n=2", "new 0-30 n=2"});
            CHECK(lab.store().incidents({.tenant = "default"}).value->incidents.size() == 1);
        }
    }

    TEST_CASE("a restart goes on with what is marked, and tells nothing twice")
    {
        keeper_lab lab;
        lab.ends("a", 0);
        lab.ends("b", 30);
        lab.start();
        CHECK(lab.has_work());
        CHECK(lab.told() == lines{"new 0-30 n=2"});
        lab.start();
        CHECK_FALSE(lab.has_work());
        CHECK(lab.told() == lines{});
    }

    TEST_CASE("what an older program has left without marks is looked at once")
    {
        temp_dir folder;
        const auto stored = open_store(folder);
        const auto units = make_units(pack_with("count: 2, within: 40s"));
        for (const auto* name : {"a", "b"}) {
            auto batch = batch_of({{.conversation = name, .rule = "attitude.bad"}});
            auto ended = segment_of({.conversation = name});
            ended.session->unit = units.newest()->rules->hash;
            batch.segments.push_back(write_of(std::move(ended)));
            commit(*stored, batch);
        }
        const auto works = [&] {
            app::incident_keeper keeper{*stored, units, {}};
            keeper.resume();
            if (!keeper.has_work())
                return false;
            storage::commit_batch batch;
            REQUIRE(keeper.add_to(batch));
            commit(*stored, batch);
            return true;
        };
        CHECK(works());
        CHECK(stored->incidents({.tenant = "default"}).value->incidents.size() == 1);
        CHECK_FALSE(works());
    }

    TEST_CASE("live, late, restarted and under two units, they are those of the settled verdicts")
    {
        CHATQC_SEEDED(seed);
        const auto messages = make_messages(seed);
        const auto half = messages.begin() + static_cast<std::ptrdiff_t>(messages.size() / 2);
        judged_store made{pack_with("count: 3, within: 20min")};
        made.live({half, messages.end()}, {.end = false, .shards = 2});
        made.use(pack_with("by: agent, count: 2, within: 5min"));
        // What came before is late for the sessions that have begun; both ends are judged by the new rules.
        const auto from = instant(test::random{seed}.between(0, 3600));
        made.live({messages.begin(), half}, {.shards = 3}, {.at = from});
        engine::unit_log log;
        made.change([&](storage::store& stored) { log = app::kept_units(stored, nullptr).log; });
        REQUIRE(log.entries().size() == 2);
        const auto expected = incidents_offline(messages, log);
        CHECK(expected != "");
        made.live({});
        made.change([&](storage::store& stored) {
            CHECK(first_difference(exported(stored), expected) == "");
            check_told(stored);
        });
    }

    TEST_CASE("without a rule that counts, nothing is marked")
    {
        CHATQC_SEEDED(seed);
        judged_store made;
        made.live(make_messages(seed));
        made.change([&](storage::store& stored) {
            unsigned marked = 0;
            REQUIRE(stored.scan_marked([&](auto, auto) { ++marked; }));
            CHECK(marked == 0);
            CHECK_FALSE(stored.note("incidents.kept"));
        });
    }
}
