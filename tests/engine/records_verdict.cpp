#include "engine/json_text.h"
#include "tests/engine/records_samples.h"

#include <doctest/doctest.h>

using namespace chatqc;
using namespace chatqc::test;

namespace {

std::string json(const engine::verdict& value, engine::verdict_view view)
{
    std::string text;
    engine::append_json(text, value, view);
    return text;
}

std::string packed(const engine::verdict& value)
{
    std::string bytes;
    engine::append_binary(bytes, value);
    return bytes;
}

void check_round_trip(const engine::verdict& value)
{
    const auto found = engine::read_verdict(packed(value));
    REQUIRE(found);
    CHECK(json(*found, engine::verdict_view::full) == json(value, engine::verdict_view::full));
    CHECK(found->receipt == value.receipt);
    CHECK(engine::digest(*found) == engine::digest(value));
}

void check_escape(std::string_view text, std::string_view expected)
{
    std::string out;
    engine::append_json_string(out, text);
    CHECK(out == expected);
}

} // namespace

TEST_SUITE("engine.records.verdict")
{
    TEST_CASE("the JSON of a plain verdict leaves absent parts out")
    {
        CHECK(
            json(plain_verdict(), engine::verdict_view::settled) ==
            R"({"id":"d4076c2614cdf114fd6a068d5d0269b5","status":"provisional","rule":"response.internal","rule_hash":"00aa",)"
            R"("pack":"zh-ecommerce","level":"moderate","category":"timeliness","points":-5,"mode":"live",)"
            R"("review":"auto","tenant":"default","shop":"s1","agent":"","conversation":"c1","session":"m1",)"
            R"("anchor":"m1","anchor_ts":1736128800000,"decided_at":1736128980000,"receipt":{"messages":["m1"]}})"
        );
    }

    TEST_CASE("the JSON of a full verdict has a fixed order of keys")
    {
        const std::string settled =
            R"({"id":"d4076c2614cdf114fd6a068d5d0269b5","status":"final","rule":"response.internal","rule_hash":"00aa",)"
            R"("pack":"zh-ecommerce","level":"moderate","category":"timeliness","points":-5,"mode":"live",)"
            R"("review":"required","tenant":"default","platform":"jd","shop":"s1","group":"presale",)"
            R"("agent":"shop:\"anna\"","conversation":"c1","session":"m1","anchor":"m1",)"
            R"("anchor_ts":1736128800000,"decided_at":1736128980000,"receipt":{"messages":["m1","m2"],)"
            R"("spans":[{"message":"m1","begin":0,"end":6,"phrase":"在吗","disguised":true},)"
            R"({"message":"m2","begin":3,"end":9,"phrase":"加V","disguised":false}],)"
            R"("wait":{"profile":"internal","round":"m1","opened":1736128800000,"deadline":1736128980000,)"
            R"("replied":1736129000000,"reply":"m2","limit":180000,"duration":199000,"paused":1000},)"
            R"("count":3,"similarity":85})";
        CHECK(json(full_verdict(), engine::verdict_view::settled) == settled + "}");
        CHECK(
            json(full_verdict(), engine::verdict_view::full) ==
            settled + R"(,"revision":3,"reason":"completed"})"
        );
    }

    TEST_CASE("JSON strings escape what must be escaped and nothing else")
    {
        check_escape("", R"("")");
        check_escape("亲，在的 😊 /", R"("亲，在的 😊 /")");
        check_escape("a\"b\\c\b\f\n\r\t", R"("a\"b\\c\b\f\n\r\t")");
        check_escape(std::string_view("\0\x1f\x7f", 3), "\"\\u0000\\u001f\x7f\"");
    }

    TEST_CASE("identity and digest keep their values")
    {
        CHECK(engine::to_hex(plain_verdict().id) == "d4076c2614cdf114fd6a068d5d0269b5");
        CHECK(engine::digest(plain_verdict()) == 5575874251586350490u);
        CHECK(engine::digest(full_verdict()) == 17966881972262038295u);
    }

    TEST_CASE("identity depends on each of its parts")
    {
        const auto base = engine::identify("t", "c", "r", "a", at(1), 0);
        CHECK(base == engine::identify("t", "c", "r", "a", at(1), 0));
        CHECK(base != engine::identify("tc", "", "r", "a", at(1), 0));
        CHECK(base != engine::identify("t", "c", "r2", "a", at(1), 0));
        CHECK(base != engine::identify("t", "c", "r", "a2", at(1), 0));
        CHECK(base != engine::identify("t", "c", "r", "a", at(2), 0));
        CHECK(base != engine::identify("t", "c", "r", "a", at(1), 1));
    }

    TEST_CASE("the digest covers the settled part only")
    {
        engine::verdict value = full_verdict();
        const auto before = engine::digest(value);
        value.status = engine::verdict_status::retracted;
        value.revision = 9;
        value.reason = engine::revision_reason::late_message;
        CHECK(engine::digest(value) == before);
        value.receipt.wait->paused += engine::milliseconds(1);
        CHECK(engine::digest(value) != before);
    }

    TEST_CASE("hexadecimal ids")
    {
        const engine::verdict_id id = plain_verdict().id;
        CHECK(engine::verdict_id_of(engine::to_hex(id)) == id);
        CHECK_FALSE(engine::verdict_id_of(""));
        CHECK_FALSE(engine::verdict_id_of(engine::to_hex(id).substr(1)));
        CHECK_FALSE(engine::verdict_id_of(engine::to_hex(id) + "0"));
        CHECK_FALSE(engine::verdict_id_of("0000000000000000000000000000000g"));
    }

    TEST_CASE("what is packed is read back")
    {
        check_round_trip(plain_verdict());
        check_round_trip(full_verdict());
        engine::verdict waiting = full_verdict();
        waiting.receipt.wait->replied.reset();
        waiting.receipt.wait->limit.reset();
        waiting.receipt.count.reset();
        check_round_trip(waiting);
    }

    TEST_CASE("version 1 keeps its bytes")
    {
        CHECK(packed(full_verdict()).size() == 192);
        CHECK(engine::hash_id(packed(full_verdict())) == 14855265004128302163u);
    }

    TEST_CASE("version 2: the mark of an evasion; without it nothing changes")
    {
        engine::verdict value = full_verdict();
        value.receipt.evasion = true;
        check_round_trip(value);
        CHECK(packed(value).size() == packed(full_verdict()).size() + 1);
        CHECK(packed(value).front() == 2);
        CHECK(packed(full_verdict()).front() == 1);
        CHECK(engine::digest(value) != engine::digest(full_verdict()));
        CHECK(json(value, engine::verdict_view::settled).ends_with(R"("similarity":85,"evasion":true}})"));
        CHECK(engine::hash_id(packed(value)) == 15102179250084441331u);
    }

    TEST_CASE("version 2: by when a promise is to be kept")
    {
        engine::verdict value = full_verdict();
        value.receipt.due = at(day_start + 172'800'000);
        check_round_trip(value);
        CHECK(packed(value).front() == 2);
        CHECK(engine::digest(value) != engine::digest(full_verdict()));
        CHECK(json(value, engine::verdict_view::settled).ends_with(R"("similarity":85,"due":1736301600000}})")
        );
        CHECK(engine::hash_id(packed(value)) == 14511372248184874137u);
        value.receipt.evasion = true;
        check_round_trip(value);
    }

    TEST_CASE("damage is nothing, never a crash")
    {
        const std::string bytes = packed(full_verdict());
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            CHECK_FALSE(engine::read_verdict(std::string_view(bytes).substr(0, size)));
        }
        CHECK_FALSE(engine::read_verdict(bytes + "x"));
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            std::string damaged = bytes;
            damaged[i] = static_cast<char>(damaged[i] ^ 0xff);
            engine::read_verdict(damaged);
        }
    }
}
