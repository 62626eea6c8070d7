// Frames: neighbours of what is refused, too many, end, dead letters, lines of files.
#include "tests/connectors/support/codec_check.h"

using namespace chatqc;
using namespace chatqc::test;

TEST_SUITE("connectors.codec")
{
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
