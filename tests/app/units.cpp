// Units in the log (SPEC §4): what judges a session is what was active when it began, over restarts, late
// activations and stops in the middle.
#include "app/units.h"

#include "app/database_cache.h"
#include "app/kept_matcher.h"
#include "app/verify_command.h"
#include "rules/canonical.h"
#include "tests/app/pipeline_lab.h"
#include "tests/support/seed.h"

#include <doctest/doctest.h>

#include <sstream>

using namespace chatqc;
using namespace chatqc::test;

namespace {

std::string with(std::string text, const std::string& what, const std::string& instead)
{
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), instead);
}

// Another word, another limit.
std::string other_pack()
{
    return with(with(std::string{small_pack}, "[笨蛋]", "[您好]"), "60s", "30s");
}

void verified(const judged_store& made)
{
    std::ostringstream out;
    std::ostringstream errors;
    const auto status = app::run_verify({.data = made.path().string()}, out, errors);
    INFO(out.str(), errors.str());
    CHECK(status == 0);
}

// The unit of a pack as a server would store it, made in a store of its own.
struct compiled {
    storage::unit row;
    std::shared_ptr<const engine::unit> unit;
};

compiled compile(std::string_view pack, engine::time_point from)
{
    judged_store beside{pack};
    compiled made;
    beside.change([&](storage::store& stored) {
        made.unit = beside.load(stored).log.newest();
        made.row = stored.units().back();
    });
    made.row.active_from = from;
    return made;
}

engine::time_point ts_of(const std::string& line)
{
    const auto at = line.find(R"("ts":)") + 5;
    return engine::time_point{engine::milliseconds{std::stoll(line.substr(at))}};
}

} // namespace

TEST_SUITE("app.units")
{
    TEST_CASE("the meaning that this program gives to rules is part of a unit's name")
    {
        const auto rules = make_units().newest()->rules;
        const auto text = rules::canonical_text(*rules, rules::list_digests(*rules));
        const auto field = "semantics";
        CHECK(text.find(field) != std::string::npos);
        auto other = text;
        other.replace(text.find(field), std::string{field}.size(), "Semantics");
        CHECK(rules::hash_text(text) == rules->hash);
        CHECK(rules::hash_text(other) != rules->hash);
    }

    TEST_CASE("a start activates what differs from the newest unit")
    {
        judged_store made;
        const auto now = instant(0);
        made.change([&](storage::store& stored) {
            CHECK(made.load(stored, {.now = now}).log.entries().size() == 1);
            CHECK(stored.units().at(0).active_from == engine::time_point::min());
            CHECK(made.load(stored, {.now = now}).log.entries().size() == 1); // the same
            made.use(other_pack());
            CHECK(made.load(stored, {.now = now}).log.entries().size() == 2);
            CHECK(stored.units().at(1).active_from == now);
            made.use(small_pack);
            CHECK(made.load(stored, {.now = now}).log.entries().size() == 3);
            CHECK(stored.units().at(2).active_from == now + engine::milliseconds{1}); // two have an order
            made.use(other_pack());
            CHECK(made.load(stored, {.now = now, .at = instant(60)}).log.entries().size() == 4);
            CHECK(stored.units().at(3).active_from == instant(60));
            CHECK(stored.units().at(3).hash == stored.units().at(1).hash);
        });
    }

    TEST_CASE("what a unit is compiled to stays with those who judge by it, and is made again for others")
    {
        judged_store made;
        made.change([&](storage::store& stored) {
            const auto unit = made.load(stored, {.now = instant(0)}).log.newest();
            std::weak_ptr<const engine::matcher> seen = unit->match->get();
            CHECK(!seen.expired()); // the newest is at hand
            unit->match->let_go();
            CHECK(seen.expired());
            auto used = unit->match->get();
            CHECK(unit->match->get() == used);
            engine::scanner scanner{used};
            std::vector<engine::hit> hits;
            scanner.scan("你是笨蛋", hits);
            CHECK(hits.size() == 1);
            unit->match->keep();
            seen = used;
            used.reset();
            scanner = engine::scanner{unit->match->get()};
            CHECK(!seen.expired());
        });
    }

    TEST_CASE("a unit that was followed only now stays at hand: sessions of its time still begin")
    {
        judged_store made;
        made.change([&](storage::store& stored) {
            made.load(stored, {.now = instant(0)});
            made.use(other_pack());
            const auto units = made.load(stored, {.now = instant(60)});
            REQUIRE(units.units.size() == 2);
            units.units[0]->match->keep();
            const std::weak_ptr<const engine::matcher> older = units.units[0]->match->get();
            const std::weak_ptr<const engine::matcher> newest = units.units[1]->match->get();
            units.keep_at_hand(instant(60) + std::chrono::minutes{9});
            CHECK(!older.expired());
            units.keep_at_hand(instant(60) + std::chrono::minutes{11});
            CHECK(older.expired());
            CHECK(!newest.expired());
        });
    }

    TEST_CASE("of the units a store has judged by, only the newest is compiled at a start")
    {
        judged_store made;
        made.change([&](storage::store& stored) {
            made.load(stored, {.now = instant(0)});
            made.use(other_pack());
            made.load(stored, {.now = instant(60)});
            made.use(std::string{small_pack});
            made.load(stored, {.now = instant(120)});
        });
        made.change([&](storage::store& stored) {
            std::filesystem::remove_all(made.path() / "cache");
            const auto units = app::kept_units(
                stored, std::make_shared<app::file_database_cache>((made.path() / "cache").string())
            );
            REQUIRE(units.units.size() == 3);
            CHECK(units.units[0] == units.units[2]); // the same packs again are the same unit
            const auto entries = [&] {
                const std::filesystem::directory_iterator all{made.path() / "cache"};
                return std::distance(begin(all), end(all));
            };
            const auto before = entries();
            CHECK(units.units[1]->match->get() != nullptr);
            CHECK(entries() > before);
        });
    }

    TEST_CASE("what cannot become active is not stored")
    {
        judged_store made;
        made.change([&](storage::store& stored) {
            made.load(stored, {.now = instant(0)});
            made.use(other_pack());
            made.load(stored, {.now = instant(0)});
            const auto cache = std::make_shared<app::file_database_cache>((made.path() / "cache").string());
            const auto early = made.folder_of(small_pack);
            const auto refused =
                app::load_units(stored, {early}, {.now = instant(9), .at = instant(0)}, cache);
            CHECK(refused.problem.find("cannot become active then") != std::string::npos);
            const auto red = made.folder_of(std::string{small_pack} + R"(tests:
  - name: red
    chat: [0s agent 您好]
    expect: [{rule: attitude.bad, at: 0s}]
)");
            CHECK(
                app::load_units(stored, {red}, {.now = instant(9)}, cache).problem.find("red") !=
                std::string::npos
            );
            CHECK(stored.units().size() == 2);
        });
    }

    TEST_CASE("a unit judged by another program's semantics keeps its name")
    {
        judged_store made;
        made.change([&](storage::store& stored) {
            auto row = compile(small_pack, engine::time_point::min()).row;
            row.hash = "0123456789abcdef";
            REQUIRE(stored.put_unit(row));
            const auto units = made.load(stored, {.now = instant(0)});
            CHECK(units.log.entries().size() == 2); // the same packs, under another meaning
            CHECK(units.log.at(instant(-1))->rules->hash == "0123456789abcdef");
            CHECK(units.log.at(instant(0))->rules->hash != "0123456789abcdef");
            CHECK(units.warnings.find("other semantics") != std::string::npos);
        });
    }

    TEST_CASE("a session is judged wholly by the unit of its start")
    {
        judged_store made;
        made.live({customer_line("c1", "q1", 0), agent_line("c1", "r1", 1, "笨蛋")}, {.end = false});
        made.use(other_pack());
        // c1 goes on by the words of its start; c2 begins exactly when the unit becomes active, c3 just
        // before.
        made.live(
            {agent_line("c1", "r2", 700, "您好 笨蛋"),
             agent_line("c3", "r4", 599, "您好 笨蛋"),
             agent_line("c2", "r3", 600, "您好 笨蛋")},
            {},
            {.now = instant(600)}
        );
        std::string found;
        made.change([&](storage::store& stored) {
            REQUIRE(stored.scan_verdicts([&](const engine::verdict& one) {
                found += one.anchor + ":" + one.receipt.spans.front().phrase + " ";
                return true;
            }));
        });
        CHECK(found == "r1:笨蛋 r4:笨蛋 r3:您好 r2:笨蛋 ");
        verified(made);
    }

    TEST_CASE("activated in a running pipeline, back in time: what has begun since then is judged again")
    {
        CHATQC_SEEDED(seed);
        const auto messages = make_messages(seed);
        test::random random{seed};
        const auto from = ts_of(messages[random.below(messages.size())]);
        const auto when = random.below(messages.size());
        const auto next = compile(other_pack(), from);
        judged_store made;
        made.live(messages, {.shards = 2, .meanwhile = [&](app::pipeline& flow, std::size_t sent) {
                                 if (sent == when + 1)
                                     REQUIRE(flow.activate(next.row, next.unit).value == true);
                             }});
        engine::unit_log log;
        made.change([&](storage::store& stored) { log = app::kept_units(stored, nullptr).log; });
        CHECK(log.entries().size() == 2);
        CHECK(first_difference(settled_in(made.path()), judged_offline(messages, log)) == "");
        verified(made);
    }

    TEST_CASE("a stop before all is judged again: the next start goes on")
    {
        CHATQC_SEEDED(seed);
        const auto messages = make_messages(seed);
        const auto from = ts_of(messages[test::random{seed}.below(messages.size())]);
        const auto half = messages.begin() + static_cast<std::ptrdiff_t>(messages.size() / 2);
        judged_store made;
        made.live({messages.begin(), half}, {.end = false});
        made.change([&](storage::store& stored) {
            // Durable, and the process has gone.
            REQUIRE(stored.put_unit(compile(other_pack(), from).row));
        });
        made.use(other_pack());
        made.live({half, messages.end()}, {.shards = 2});
        engine::unit_log log;
        made.change([&](storage::store& stored) { log = app::kept_units(stored, nullptr).log; });
        REQUIRE(log.entries().size() == 2);
        CHECK(first_difference(settled_in(made.path()), judged_offline(messages, log)) == "");
        verified(made);
        made.live({});
        made.change([](storage::store& stored) { CHECK(stored.note("unit.activated")); });
        CHECK(first_difference(settled_in(made.path()), judged_offline(messages, log)) == "");
    }

    TEST_CASE("two stops in a row, a unit each: the next start goes on with both")
    {
        CHATQC_SEEDED(seed);
        const auto messages = make_messages(seed);
        judged_store made;
        made.live(messages);
        made.change([&](storage::store& stored) {
            REQUIRE(stored.put_unit(compile(other_pack(), ts_of(messages[messages.size() / 4])).row));
            REQUIRE(stored.put_unit(compile(small_pack, ts_of(messages[messages.size() / 2])).row));
        });
        made.live({});
        engine::unit_log log;
        made.change([&](storage::store& stored) { log = app::kept_units(stored, nullptr).log; });
        REQUIRE(log.entries().size() == 3);
        CHECK(first_difference(settled_in(made.path()), judged_offline(messages, log)) == "");
        verified(made);
    }

    // Found by the case above with seed 7919.
    TEST_CASE("what was shown by the unit before, and this one does not find, is taken back")
    {
        judged_store made;
        made.live({agent_line("c1", "r1", 0, "笨蛋")}, {.end = false});
        const auto status = [&] {
            engine::verdict_status found{};
            made.change([&](storage::store& stored) {
                REQUIRE(stored.scan_verdicts([&](const engine::verdict& one) {
                    found = one.status;
                    return true;
                }));
            });
            return found;
        };
        CHECK(status() == engine::verdict_status::provisional);
        made.use(other_pack());
        made.live({}, {}, {.at = instant(-60)});
        CHECK(status() == engine::verdict_status::retracted);
    }

    TEST_CASE("what retention has removed keeps the verdicts it has")
    {
        judged_store made;
        made.live({customer_line("c1", "q1", 0), agent_line("c1", "r1", 1, "笨蛋")});
        made.change([](storage::store& stored) {
            const engine::time_point later{std::chrono::hours{1'000'000}};
            REQUIRE(stored.expire({later, later, {}}));
        });
        made.live({agent_line("c1", "r2", day_seconds, "笨蛋")}); // of the same conversation, and still there
        made.use(other_pack());
        made.live({}, {}, {.at = instant(-60)});
        std::string found;
        made.change([&](storage::store& stored) {
            REQUIRE(stored.scan_verdicts([&](const engine::verdict& one) {
                found += one.anchor + ":" + std::string{engine::name_of(one.status)} + " ";
                return true;
            }));
            CHECK(stored.segments(1, "c1").size() == 2);
        });
        CHECK(found == "r1:final r2:retracted ");
    }

    TEST_CASE("retention takes messages and verdicts, never a unit")
    {
        judged_store made;
        made.live({customer_line("c1", "q1", 0), agent_line("c1", "r1", 1, "笨蛋")});
        made.change([](storage::store& stored) {
            const engine::time_point later{std::chrono::hours{1'000'000}};
            REQUIRE(stored.expire({later, later, later}));
            CHECK(stored.units().size() == 1);
        });
    }

    TEST_CASE("folders with times, as replay takes them")
    {
        judged_store folders;
        const auto first = folders.folder_of(small_pack);
        const auto second = folders.folder_of(other_pack());
        const auto units = app::units_of_folders({second + "@2025-01-06T10:00:00Z", first});
        REQUIRE(units.problem == "");
        CHECK(units.log.entries().size() == 2);
        CHECK(units.log.at(instant(-1))->rules->hash != units.log.at(instant(0))->rules->hash);
        CHECK(units.log.at(instant(0)) == units.log.newest());
        const auto alone = app::units_of_folders({second + "@1736157600000"});
        CHECK(alone.log.at(instant(-1)) == alone.log.newest()); // the first reaches back for ever
        CHECK(app::units_of_folders({first + "@noon"}).problem != "");
        std::filesystem::create_directory(first + "@5");
        std::filesystem::copy(first + "/pack.yaml", first + "@5/pack.yaml");
        CHECK(app::units_of_folders({first + "@5"}).problem == ""); // a folder of that name
        CHECK(app::units_of_folders({}).problem == "");
    }
}
