// What a frame of JSON becomes: messages, and refusals one by one (SPEC §2).
#include "connectors/codec/decode.h"

#include <doctest/doctest.h>

using namespace chatqc;
using namespace chatqc::connectors;

namespace {

constexpr std::int64_t now_ms = 1'762'819'200'000; // 2025-11-11T00:00:00Z

time_point at(std::int64_t ms)
{
    return time_point(std::chrono::milliseconds(ms));
}

decode_context recorded_context()
{
    decode_context how;
    how.tenant_name = "default";
    how.tenant = 1;
    how.source = 7;
    how.now = at(now_ms);
    return how;
}

decode_context live_context()
{
    decode_context how = recorded_context();
    how.recorded = false;
    return how;
}

struct decoded {
    ingest_frame frame;
    std::vector<engine::record> records; // views into frame.records

    std::string codes() const
    {
        std::string text;
        for (const refusal& why : frame.refused) {
            text.append(text.empty() ? "" : " ")
                .append(std::to_string(why.index))
                .append(":")
                .append(why.code);
        }
        return text;
    }
};

decoded decode(std::string json, const decode_context& how = recorded_context(), time_point newest = {})
{
    const std::size_t size = json.size();
    json.append(decode_limits::padding, 'x');
    decoded out;
    out.frame.clock.newest = newest;
    message_decoder decoder;
    decoder.decode(std::string_view(json).substr(0, size), how, out.frame);
    for (const ingest_entry& entry : out.frame.entries) {
        std::size_t consumed = 0;
        const auto record =
            engine::read_record(std::string_view(out.frame.records).substr(entry.offset), consumed);
        REQUIRE(record);
        out.records.push_back(*record);
    }
    return out;
}

// A good customer message with `more` members added.
std::string message(std::string_view more = "")
{
    return R"({"id":"m1","conversation":"c1","ts":1762790437307,"role":"customer","text":"在吗")" +
           std::string(more) + "}";
}

void check_refused(
    const std::string& json, std::string_view code, const decode_context& how = recorded_context()
)
{
    INFO(json);
    const decoded out = decode(json, how);
    CHECK(out.records.empty());
    REQUIRE(out.frame.refused.size() == 1);
    CHECK(out.frame.refused[0].code == code);
    CHECK(out.frame.refused[0].bytes == json.substr(0, decode_limits::dead_letter_bytes));
    CHECK_FALSE(out.frame.refused[0].message.empty());
}

void check_accepted(const std::string& json, const decode_context& how = recorded_context())
{
    INFO(json);
    const decoded out = decode(json, how);
    CHECK(out.codes().empty());
    CHECK(out.records.size() == 1);
}

} // namespace

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

    TEST_CASE("one bad element does not spoil its neighbours")
    {
        const std::string bad = R"({ "id" : "x7", "conversation":"c" })";
        const decoded out = decode("[" + message() + ", " + bad + " ," + message() + "]");
        CHECK(out.records.size() == 2);
        CHECK(out.codes() == "1:missing_field");
        CHECK(out.frame.refused[0].id == "x7");
        CHECK(out.frame.refused[0].bytes == bad);
        CHECK(out.frame.entries[1].index == 2);
    }

    TEST_CASE("an element that is no JSON does not spoil its neighbours as long as brackets pair up")
    {
        CHECK(decode("[" + message() + ",{oops},," + message() + "]").codes() == "1:bad_json 2:bad_json");
        CHECK(decode("[" + message() + ",{oops},," + message() + "]").records.size() == 2);
        CHECK(decode("[{oops]").codes() == "0:bad_json");
    }

    TEST_CASE("invalid UTF-8 spoils its own element only")
    {
        const std::string bad =
            R"({"id":"m","conversation":"c","ts":1762790437307,"role":"customer","text":")"
            "\xff\"}";
        const decoded out = decode("[" + message() + "," + bad + "," + message() + "]");
        CHECK(out.records.size() == 2);
        CHECK(out.codes() == "1:invalid_utf8");
        CHECK(out.frame.refused[0].bytes == bad);
        check_refused(bad, "invalid_utf8");
    }

    TEST_CASE("an escaped lone surrogate is no text")
    {
        check_refused(
            R"({"id":"m","conversation":"c","ts":1762790437307,"role":"customer","text":"\udc00"})",
            "bad_json"
        );
        check_refused(message(R"(,"x":"\udc00")"), "bad_json");
        check_refused(message(R"(,"attrs":{"x":"\udc00"})"), "bad_json");
        check_accepted(message(R"(,"x":"\ud83d\ude00")"));
    }

    TEST_CASE("U+0000 is a character like any other")
    {
        const decoded out =
            decode(R"({"id":"m","conversation":"c","ts":1762790437307,"role":"customer","text":"a\u0000b"})");
        REQUIRE(out.records.size() == 1);
        CHECK(out.records[0].message.text == std::string_view("a\0b", 3));
    }

    TEST_CASE("numbers beyond 64 bits in unknown fields and attrs are kept as their digits")
    {
        const decoded out = decode(
            "[" + message(R"(,"tid":123456789012345678901234567890,"attrs":{"big":1e999,"n":-7})") + "," +
            message() + "]"
        );
        REQUIRE(out.records.size() == 2);
        CHECK(out.records[0].message.extra == R"({"tid":"123456789012345678901234567890"})");
        CHECK(out.records[0].message.attrs == R"({"big":"1e999","n":-7})");
    }

    TEST_CASE("at most 1000 messages a frame, else none of it")
    {
        std::string json = "[";
        for (int i = 0; i < 1000; ++i) {
            json.append(i == 0 ? "" : ",").append(message());
        }
        CHECK(decode(json + "]").records.size() == 1000);
        CHECK(decode(json + "]").codes().empty());
        CHECK(decode(json + "," + message() + "]").codes() == "0:too_many");
        CHECK(decode(json + "," + message() + "]").records.empty());
        CHECK(decode(json + ",{oops}]").codes() == "0:too_many");
    }

    TEST_CASE("end is a frame of its own")
    {
        CHECK(decode(R"( {"end": true} )").frame.end);
        CHECK(decode(R"( {"end": true} )").codes().empty());
        check_refused(R"({"end":false})", "missing_field");
        check_refused(R"({"end":true,"x":1})", "missing_field");
        CHECK(decode(R"([{"end":true}])").codes() == "0:missing_field");
        CHECK_FALSE(decode(R"([{"end":true}])").frame.end);
        CHECK(decode("[]").codes().empty());
    }

    TEST_CASE("too late: a day behind the newest of a live source")
    {
        const auto with_ts = [](std::int64_t ms) {
            return R"({"id":"m","conversation":"c","role":"customer","text":"","ts":)" + std::to_string(ms) +
                   "}";
        };
        const std::int64_t day = 86'400'000;
        const auto too_late = [&](std::int64_t ms, const decode_context& how) {
            return decode(with_ts(ms), how, at(now_ms)).records.at(0).arrival.too_late;
        };
        CHECK_FALSE(too_late(now_ms - day, live_context()));
        CHECK(too_late(now_ms - day - 1, live_context()));
        CHECK_FALSE(too_late(now_ms - day - 1, recorded_context()));
        CHECK_FALSE(decode(with_ts(now_ms - 2 * day), live_context()).records.at(0).arrival.too_late);
        // The newest may stand in the same frame.
        const decoded out =
            decode("[" + with_ts(now_ms) + "," + with_ts(now_ms - day - 1) + "]", live_context());
        CHECK_FALSE(out.records.at(0).arrival.too_late);
        CHECK(out.records.at(1).arrival.too_late);
        CHECK(out.frame.clock.newest == at(now_ms));
    }

    TEST_CASE("refused messages do not move the newest time")
    {
        const decoded out = decode(
            R"([{"id":"m","conversation":"c","ts":1762790437307,"role":"boss","text":""}])",
            recorded_context(),
            at(5)
        );
        CHECK(out.frame.clock.newest == at(5));
    }

    TEST_CASE("dead letters are cut")
    {
        const std::string json = R"({"id":"m","junk":")" + std::string(9000, 'x') + "\"}";
        CHECK(decode(json).frame.refused.at(0).bytes.size() == 4096);
    }

    TEST_CASE("an id that is too long is still shown, whole characters of it")
    {
        std::string id;
        for (int i = 0; i < 60; ++i) {
            id.append("\xe5\xae\xa2"); // 3 bytes each
        }
        const decoded out = decode("{\"id\":\"" + id + "\"}");
        CHECK(out.frame.refused.at(0).code == "too_long");
        CHECK(out.frame.refused.at(0).id == id.substr(0, 126));
    }

    TEST_CASE("lines of files")
    {
        message_decoder decoder;
        const auto good = decoder.decode_line(message(), recorded_context());
        CHECK(good.what == message_decoder::line_result::kind::message);
        CHECK(good.message.text == "在吗");
        CHECK(
            decoder.decode_line(R"({"end":true})", recorded_context()).what ==
            message_decoder::line_result::kind::end
        );
        CHECK(decoder.decode_line("{", recorded_context()).why.code == "bad_json");
        CHECK(decoder.decode_line("\xff", recorded_context()).why.code == "invalid_utf8");
        CHECK(decoder.decode_line("{\"id\":\"q\"}", recorded_context()).why.id == "q");
    }

    TEST_CASE("lines are told from one object over several lines")
    {
        CHECK(looks_like_lines("{\"a\":1}\n{\"a\":2}"));
        CHECK_FALSE(looks_like_lines("{\"a\":1}\n"));
        CHECK_FALSE(looks_like_lines("{\n\"a\":1\n}"));
        CHECK_FALSE(looks_like_lines("[{\"a\":1},\n{\"a\":2}]"));
        CHECK_FALSE(looks_like_lines(""));
    }
}
