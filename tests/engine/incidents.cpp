// Incidents: many verdicts of one rule in a short time.
#include "engine/incident.h"
#include "tests/engine/lab.h"
#include "tests/support/hex.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace chatqc;

namespace {

const std::string pack = R"(
pack: lab
language: 1
lists: {bad: {phrases: [笨蛋]}}
rules:
  - {id: bad, points: -1, detect: {phrase: {list: bad}}}
  - {id: burst, level: major, detect: {incident: {of: bad, count: 3, within: 60s}}}
  - {id: of_one, mode: shadow, scope: {shop: s1}, detect: {incident: {of: bad, by: agent, count: 2, within: 10s}}}
)";

engine::time_point at(std::int64_t seconds)
{
    return engine::time_point{std::chrono::seconds{seconds}};
}

engine::verdict made(std::uint8_t id, std::int64_t seconds, std::string agent = "A", std::string shop = "s1")
{
    engine::verdict value;
    value.id[0] = id;
    value.rule = "bad";
    value.tenant = "t";
    value.agent = std::move(agent);
    value.shop = std::move(shop);
    value.decided_at = at(seconds);
    value.status = engine::verdict_status::final_;
    return value;
}

// "burst s1 1 0s-90s opened 60s n=4", of the day they give.
std::vector<std::string> check(std::vector<engine::verdict> verdicts, std::int32_t day = 1)
{
    const auto unit = test::unit_of(pack);
    std::vector<engine::dated_verdict> dated;
    for (const auto& each : verdicts)
        dated.push_back({&each, day, unit->rules.get()});
    const auto seconds = [](engine::time_point time) {
        return std::to_string(time.time_since_epoch() / std::chrono::seconds{1}) + "s";
    };
    const auto found = engine::find_incidents(dated);
    std::reverse(dated.begin(), dated.end()); // in whatever order they come
    CHECK(engine::find_incidents(dated) == found);
    std::vector<std::string> lines;
    for (const auto& each : found)
        lines.push_back(
            each.rule + " " + each.key + " " + std::to_string(each.day) + " " + seconds(each.first) + "-" +
            seconds(each.last) + " opened " + seconds(each.opened) + " n=" + std::to_string(each.count)
        );
    return lines;
}

using lines = std::vector<std::string>;

} // namespace

TEST_SUITE("engine.incidents")
{
    TEST_CASE("so many in so short a time, the limit included")
    {
        CHECK(check({made(1, 0), made(2, 30), made(3, 60)}) == lines{"burst s1 1 0s-60s opened 60s n=3"});
        CHECK(check({made(1, 0), made(2, 30), made(3, 61)}) == lines{});
        CHECK(check({made(1, 0), made(2, 30)}) == lines{});
        CHECK(check({}) == lines{});
    }

    TEST_CASE("it goes on until the time has passed without one, and the next begins anew")
    {
        CHECK(
            check(
                {made(1, 0), made(2, 30), made(3, 60), made(4, 120), made(5, 181), made(6, 190), made(7, 200)}
            ) ==
            lines{
                "burst s1 1 0s-120s opened 60s n=4",
                "of_one A 1 181s-200s opened 190s n=3",
                "burst s1 1 181s-200s opened 200s n=3"}
        );
    }

    TEST_CASE("a first one that stands too far off is left out")
    {
        CHECK(
            check({made(1, 0), made(2, 50), made(3, 80), made(4, 100)}) ==
            lines{"burst s1 1 50s-100s opened 100s n=3"}
        );
    }

    TEST_CASE("each key and each day by itself")
    {
        CHECK(
            check({made(1, 0), made(2, 5, "A", "s2"), made(3, 9)}) == lines{"of_one A 1 0s-9s opened 9s n=2"}
        );
        CHECK(
            check({made(1, 0, "A"), made(2, 5, "B"), made(3, 9, "")}) ==
            lines{"burst s1 1 0s-9s opened 9s n=3"}
        );
        CHECK(check({made(1, 0, "A", "s2"), made(2, 5, "A", "s2")}) == lines{}); // of_one is of s1
        const auto unit = test::unit_of(pack);
        const auto first = made(1, 0), second = made(2, 5), third = made(3, 9);
        const auto* by = unit->rules.get();
        CHECK(engine::find_incidents({{&first, 1, by}, {&second, 2, by}, {&third, 1, by}}).size() == 1);
    }

    TEST_CASE("only final verdicts of live rules count")
    {
        auto shadow = made(2, 5);
        shadow.mode = rules::mode::shadow;
        auto gone = made(2, 5);
        gone.status = engine::verdict_status::retracted;
        auto early = made(2, 5);
        early.status = engine::verdict_status::provisional;
        auto other = made(2, 5);
        other.rule = "worse";
        for (const auto& each : {shadow, gone, early, other})
            CHECK(check({made(1, 0), each, made(3, 30)}) == lines{});
    }

    TEST_CASE("identity: tenant, rule, key, day and first verdict")
    {
        const auto unit = test::unit_of(pack);
        const auto id_of = [&](const std::vector<engine::verdict>& verdicts, std::int32_t day) {
            std::vector<engine::dated_verdict> dated;
            for (const auto& each : verdicts)
                dated.push_back({&each, day, unit->rules.get()});
            return engine::to_hex(engine::find_incidents(dated).at(0).id);
        };
        const auto usual = id_of({made(1, 0), made(2, 20), made(3, 40)}, 1);
        CHECK(id_of({made(1, 0), made(2, 20), made(3, 40), made(4, 50)}, 1) == usual);
        CHECK(id_of({made(1, 0), made(2, 20), made(3, 40)}, 2) != usual);
        CHECK(id_of({made(9, 0), made(2, 20), made(3, 40)}, 1) != usual);
        CHECK(id_of({made(1, 0, "A", "s3"), made(2, 20, "A", "s3"), made(3, 40, "A", "s3")}, 1) != usual);
        std::string line;
        const auto first = made(1, 0), second = made(2, 20), third = made(3, 40);
        const auto* by = unit->rules.get();
        const auto one = engine::find_incidents({{&first, 1, by}, {&second, 1, by}, {&third, 1, by}}).at(0);
        engine::append_json(line, one);
        CHECK(line.starts_with("{\"id\":\"" + usual + "\",\"rule\":\"burst\",\"rule_hash\":\""));
        CHECK(line.ends_with(
            "\"pack\":\"lab\",\"level\":\"major\",\"mode\":\"live\",\"tenant\":\"t\",\"of\":"
            "\"bad\",\"by\":\"shop\",\"key\":\"s1\","
            "\"day\":\"1970-01-02\",\"opened\":40000,\"first\":0,\"last\":40000,\"count\":3,\"verdicts\":["
            "\"01000000000000000000000000000000\",\"02000000000000000000000000000000\","
            "\"03000000000000000000000000000000\"]}"
        ));
    }

    TEST_CASE("a verdict counts by the unit that judged its session")
    {
        const auto changed = [](std::string_view what, std::string_view by) {
            auto text = pack;
            return test::unit_of(text.replace(text.find(what), what.size(), by));
        };
        const auto before = test::unit_of(pack);
        const auto alike = changed("points: -1", "points: -2"); // another unit with the same incident rules
        const auto longer = changed("within: 60s", "within: 90s");
        REQUIRE(before->rules->hash != alike->rules->hash);
        const auto first = made(1, 0), second = made(2, 20, "B"), third = made(3, 40, "C");
        const auto found = [&](const engine::unit& unit) {
            return engine::find_incidents(
                {{&first, 1, before->rules.get()},
                 {&second, 1, unit.rules.get()},
                 {&third, 1, unit.rules.get()}}
            );
        };
        CHECK(found(*before).size() == 1);
        CHECK(found(*alike) == found(*before));
        CHECK(found(*longer).empty());
    }

    TEST_CASE("as it is stored, without its verdicts")
    {
        engine::incident value;
        value.id[0] = 7;
        value.rule = "burst";
        value.rule_hash = "0123456789abcdef";
        value.pack = "lab";
        value.level = rules::level::major;
        value.mode = rules::mode::shadow;
        value.tenant = "t";
        value.of = "bad";
        value.by = rules::incident_key::agent;
        value.key = "A";
        value.day = -1;
        value.opened = at(2);
        value.first = at(1);
        value.last = at(3);
        value.count = 300;
        std::string bytes;
        engine::append_binary(bytes, value);
        CHECK(
            test::hex(bytes) == "0107000000000000000000000000000000"
                                "056275727374"
                                "1030313233343536373839616263646566"
                                "036c6162"
                                "0174"
                                "03626164"
                                "0141"
                                "020103"
                                "01"
                                "a01f"
                                "d00f"
                                "f02e"
                                "ac02"
        );
        CHECK(engine::read_incident(bytes) == value);
        for (std::size_t size = 0; size < bytes.size(); ++size)
            CHECK_FALSE(engine::read_incident(std::string_view{bytes}.substr(0, size)));
        CHECK_FALSE(engine::read_incident(bytes + "x"));
        bytes[0] = 2;
        CHECK_FALSE(engine::read_incident(bytes));
    }
}
