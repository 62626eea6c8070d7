// What the fields of a message may be, and how it is refused (SPEC §2).
#include "tests/connectors/support/codec_check.h"

using namespace chatqc;
using namespace chatqc::test;

TEST_SUITE("connectors.codec")
{
    TEST_CASE("every field of a message arrives")
    {
        const decoded out =
            decode(R"({"id":"m1","conversation":"c1","ts":1762790437307,"seq":-3,"role":"agent",)"
                   R"("kind":"card","text":"看看这个","sender":"a1","to":"a2","platform":"jd",)"
                   R"("shop":"s1","group":"presale","customer":"u1","ref":"m0",)"
                   R"("attrs":{"z":1.5,"a":"x\"y","n":null,"b":true},"tenant":"default",)"
                   R"("mood":"glad","more":{"x":[1,2]}})");
        REQUIRE(out.records.size() == 1);
        const engine::message& m = out.records[0].message;
        CHECK(m.id == "m1");
        CHECK(m.conversation == "c1");
        CHECK(m.ts == at(1762790437307));
        CHECK(m.seq == -3);
        CHECK(m.role == rules::role::agent);
        CHECK(m.kind == rules::kind::card);
        CHECK(m.text == "看看这个");
        CHECK(m.sender == "a1");
        CHECK(m.to == "a2");
        CHECK(m.platform == "jd");
        CHECK(m.shop == "s1");
        CHECK(m.group == "presale");
        CHECK(m.customer == "u1");
        CHECK(m.ref == "m0");
        CHECK(m.attrs == R"({"a":"x\"y","b":true,"n":null,"z":1.5})");
        CHECK(m.extra == R"({"mood":"glad","more":{"x":[1,2]}})");
        CHECK(out.records[0].arrival.source == 7);
        CHECK(out.records[0].arrival.at == at(now_ms));
        CHECK(out.records[0].arrival.recorded);
        const ingest_entry& entry = out.frame.entries[0];
        CHECK(entry.id_hash == engine::hash_id("m1"));
        CHECK(entry.conversation_hash == engine::hash_conversation(1, "c1"));
        CHECK(entry.content_hash == engine::hash_content(m));
        CHECK(out.frame.clock.newest == at(1762790437307));
    }

    TEST_CASE("kind is text and seq 0 where they are left out, null is as if left out")
    {
        const decoded out = decode(message(R"(,"seq":null,"kind":null,"event":null,"attrs":null)"));
        REQUIRE(out.records.size() == 1);
        CHECK(out.records[0].message.kind == rules::kind::text);
        CHECK(out.records[0].message.seq == 0);
    }

    TEST_CASE("what is no JSON")
    {
        check_refused("hello", "bad_json");
        check_refused("", "bad_json");
        check_refused("{\"id\":", "bad_json");
        check_refused(message() + "]", "bad_json");
        check_refused("[" + message(), "bad_json");
        check_refused("{\"id\":\"\n\"}", "bad_json");
        check_refused(R"({"id":"\ud800"})", "bad_json");
    }

    TEST_CASE("what is JSON but no message")
    {
        check_refused("12", "wrong_type");
        check_refused("\"x\"", "wrong_type");
        check_refused("null", "wrong_type");
    }

    TEST_CASE("each required field is asked for")
    {
        check_refused(
            R"({"conversation":"c","ts":1762790437307,"role":"customer","text":""})", "missing_field"
        );
        check_refused(R"({"id":"m","ts":1762790437307,"role":"customer","text":""})", "missing_field");
        check_refused(R"({"id":"m","conversation":"c","role":"customer","text":""})", "missing_field");
        check_refused(R"({"id":"m","conversation":"c","ts":1762790437307,"text":""})", "missing_field");
        check_refused(
            R"({"id":"m","conversation":"c","ts":1762790437307,"role":"customer"})", "missing_field"
        );
        check_refused(
            R"({"id":"","conversation":"c","ts":1762790437307,"role":"customer","text":""})", "missing_field"
        );
        check_refused(message(R"(,"kind":"event")"), "missing_field");
        check_refused(message(R"(,"kind":"event","event":"recall")"), "missing_field");
        check_refused(message(R"(,"kind":"event","event":"edit")"), "missing_field");
        check_refused(
            R"({"id":"m","conversation":"c","ts":1762790437307,"role":"agent","kind":"event","event":"edit",)"
            R"("ref":"x","sender":"a"})",
            "missing_field"
        );
        for (const std::string role : {"agent", "assist"}) {
            check_refused(
                R"({"id":"m","conversation":"c","ts":1762790437307,"text":"x","role":")" + role + "\"}",
                "missing_field"
            );
        }
    }

    TEST_CASE("what is not required is not asked for")
    {
        check_accepted(R"({"id":"m","conversation":"c","ts":1762790437307,"role":"customer","text":""})");
        check_accepted(R"({"id":"m","conversation":"c","ts":1762790437307,"role":"customer","kind":"image"})"
        );
        check_accepted(R"({"id":"m","conversation":"c","ts":1762790437307,"role":"bot","text":"x"})");
        check_accepted(
            R"({"id":"m","conversation":"c","ts":1762790437307,"role":"system","kind":"event","event":"close"})"
        );
        check_accepted(
            R"({"id":"m","conversation":"c","ts":1762790437307,"role":"customer","kind":"event","event":"recall","ref":"x"})"
        );
    }

    TEST_CASE("wrong types")
    {
        for (const std::string field :
             {"text", "sender", "to", "platform", "shop", "group", "customer", "kind", "ref"}) {
            if (field != "text") {
                check_refused(message(",\"" + field + "\":5"), "wrong_type");
            }
        }
        check_refused(
            R"({"id":5,"conversation":"c","ts":1762790437307,"role":"customer","text":""})", "wrong_type"
        );
        check_refused(
            R"({"id":"m","conversation":"c","ts":1762790437307.5,"role":"customer","text":""})", "wrong_type"
        );
        check_refused(R"({"id":"m","conversation":"c","ts":true,"role":"customer","text":""})", "wrong_type");
        check_refused(message(R"(,"seq":"5")"), "wrong_type");
        check_refused(message(R"(,"seq":1.5)"), "wrong_type");
        check_refused(message(R"(,"attrs":[1])"), "wrong_type");
        check_refused(message(R"(,"attrs":{"a":{"b":1}})"), "wrong_type");
    }

    TEST_CASE("bad values")
    {
        check_refused(
            R"({"id":"m","conversation":"c","ts":1762790437307,"role":"boss","text":""})", "bad_value"
        );
        check_refused(message(R"(,"kind":"song")"), "bad_value");
        check_refused(message(R"(,"kind":"event","event":"dance")"), "bad_value");
        check_refused(message(R"(,"event":"close")"), "bad_value");
        check_refused(message(R"(,"seq":18446744073709551615)"), "bad_value");
        check_refused(message(R"(,"id":"m2")"), "bad_value");
        check_refused(message(R"(,"x":1,"y":2,"x":3)"), "bad_value");
        check_refused(message(R"(,"attrs":{"a":1,"a":2})"), "bad_value");
        check_refused(
            R"({"id":"m","conversation":"c","ts":"yesterday","role":"customer","text":""})", "bad_value"
        );
        check_refused(
            R"({"id":"m","conversation":"c","ts":1762790437307000,"role":"customer","text":""})", "bad_value"
        );
    }

    TEST_CASE("lengths: the longest that fits, and one byte more")
    {
        const auto with = [](const std::string& field, std::size_t bytes) {
            return message(",\"" + field + "\":\"" + std::string(bytes, 'x') + "\"");
        };
        const auto with_id = [](std::size_t bytes) {
            return R"({"conversation":"c","ts":1762790437307,"role":"customer","text":"","id":")" +
                   std::string(bytes, 'x') + "\"}";
        };
        const auto with_text = [](std::size_t bytes) {
            return R"({"id":"m","conversation":"c","ts":1762790437307,"role":"customer","text":")" +
                   std::string(bytes, 'x') + "\"}";
        };
        check_accepted(with_id(128));
        check_refused(with_id(129), "too_long");
        check_accepted(with_text(65536));
        check_refused(with_text(65537), "too_long");
        check_accepted(with("sender", 256));
        check_refused(with("sender", 257), "too_long");
        check_refused(with("unknown", 70000), "too_long");
        check_refused(message(",\"attrs\":{\"a\":\"" + std::string(17000, 'x') + "\"}"), "too_long");
    }

    TEST_CASE("ts: before 2000 is taken for seconds")
    {
        check_refused(
            R"({"id":"m","conversation":"c","ts":1762790437,"role":"customer","text":""})", "ts_too_old"
        );
        check_refused(
            R"({"id":"m","conversation":"c","ts":946684799999,"role":"customer","text":""})", "ts_too_old"
        );
        check_accepted(R"({"id":"m","conversation":"c","ts":946684800000,"role":"customer","text":""})");
        CHECK(
            decode(R"({"id":"m","conversation":"c","ts":1,"role":"customer","text":""})")
                .frame.refused[0]
                .message.find("seconds?") != std::string::npos
        );
    }

    TEST_CASE("ts: more than five minutes ahead is refused on a live source only")
    {
        const auto with_ts = [](std::int64_t ms) {
            return R"({"id":"m","conversation":"c","role":"customer","text":"","ts":)" + std::to_string(ms) +
                   "}";
        };
        check_accepted(with_ts(now_ms + 300'000), live_context());
        check_refused(with_ts(now_ms + 300'001), "ts_in_future", live_context());
        check_accepted(with_ts(now_ms + 300'001), recorded_context());
    }

    TEST_CASE("ts: RFC 3339")
    {
        const auto ts = [](const std::string& text) -> std::int64_t {
            const decoded out =
                decode(R"({"id":"m","conversation":"c","role":"customer","text":"","ts":")" + text + "\"}");
            return out.records.empty() ? 0 : out.records[0].message.ts.time_since_epoch().count();
        };
        CHECK(ts("2025-11-11T00:00:00Z") == now_ms);
        CHECK(ts("2025-11-11T08:00:00+08:00") == now_ms);
        CHECK(ts("2025-11-10 19:00:00.25-05:00") == now_ms + 250);
        CHECK(ts("2025-11-11t00:00:00.1239z") == now_ms + 123);
        CHECK(ts("2025-11-10T23:59:60Z") == now_ms);
        for (const std::string bad :
             {"2025-11-11T00:00:00",
              "2025-11-11",
              "2025-11-11T24:00:00Z",
              "2025-02-30T00:00:00Z",
              "2025-13-01T00:00:00Z",
              "2025-11-11T00:00:00.Z",
              "2025-11-11T00:00:00+8:00",
              "2025-11-11T00:00:00Z ",
              "25-11-11T00:00:00Z",
              ""}) {
            INFO(bad);
            CHECK(ts(bad) == 0);
        }
    }

    TEST_CASE("another tenant's message is refused, one's own name is no extra field")
    {
        check_refused(message(R"(,"tenant":"other")"), "wrong_tenant");
        const decoded out = decode(message(R"(,"tenant":"default")"));
        REQUIRE(out.records.size() == 1);
        CHECK(out.records[0].message.extra.empty());
    }
}
