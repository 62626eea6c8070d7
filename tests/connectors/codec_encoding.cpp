// Messages and answers as JSON, and back.
#include "connectors/codec/answers.h"
#include "connectors/codec/decode.h"
#include "connectors/codec/encode.h"
#include "tests/support/seed.h"

#include <doctest/doctest.h>

using namespace chatqc;
using namespace chatqc::connectors;

namespace {

std::string random_text(test::random& random, std::size_t most)
{
    static const std::string_view pieces[] = {"a", "\"", "\\", "\n", "在", "\xf0\x9f\x98\x80", "{", ",", "é"};
    std::string text;
    for (std::uint64_t i = random.below(most); i > 0; --i) {
        text.append(pieces[random.below(std::size(pieces))]);
    }
    return text;
}

void check_same(const engine::message& a, const engine::message& b)
{
    CHECK(engine::hash_content(a) == engine::hash_content(b));
    CHECK(a.id == b.id);
    CHECK(a.conversation == b.conversation);
    CHECK(a.text == b.text);
    CHECK(a.attrs == b.attrs);
    CHECK(a.extra == b.extra);
}

} // namespace

TEST_SUITE("connectors.codec")
{
    TEST_CASE("a message written and read is the same, whatever its fields")
    {
        CHATQC_SEEDED(seed);
        test::random random(seed);
        message_decoder decoder;
        decode_context how;
        how.tenant_name = "default";
        for (int round = 0; round < 500; ++round) {
            const std::string id = "i" + random_text(random, 20);
            const std::string conversation = "c" + random_text(random, 20);
            const std::string text = random_text(random, 40);
            const std::string name = "n" + random_text(random, 10);
            engine::message m;
            m.id = id;
            m.conversation = conversation;
            m.ts = time_point(std::chrono::milliseconds(random.between(946684800000, 253402300799999)));
            m.seq = random.between(-1000, 1000);
            m.role = static_cast<rules::role>(random.below(6));
            m.sender = name;
            m.kind = static_cast<rules::kind>(random.below(9));
            if (m.kind == rules::kind::event) {
                m.event = static_cast<rules::event>(1 + random.below(14));
                m.ref = name;
            }
            m.text = text;
            m.shop = random.chance(50) ? std::string_view(name) : std::string_view();
            m.attrs = random.chance(50) ? R"({"a":1,"b":"x\"y"})" : "";
            m.extra = random.chance(50) ? R"({"u":[1,{"v":null}],"w":"\n"})" : "";
            std::string json;
            append_message_json(json, m);
            INFO(json);
            const auto back = decoder.decode_line(json, how);
            REQUIRE_MESSAGE(back.what == message_decoder::line_result::kind::message, back.why.message);
            check_same(m, back.message);
        }
    }

    TEST_CASE("the wire form of a message")
    {
        engine::message m;
        m.id = "m1";
        m.conversation = "c1";
        m.ts = time_point(std::chrono::milliseconds(1762790437307));
        m.text = "在吗";
        m.extra = R"({"mood":1})";
        std::string json;
        append_message_json(json, m, R"(,"too_late":true)");
        CHECK(
            json == R"({"id":"m1","conversation":"c1","ts":1762790437307,"role":"customer","kind":"text",)"
                    R"("text":"在吗","mood":1,"too_late":true})"
        );
    }

    TEST_CASE("acks and refusals, written and read")
    {
        std::string text;
        append_ack(text, {7, 100, 3});
        CHECK(text == R"({"ack":7,"accepted":100,"duplicates":3})");
        answer_reader reader;
        const ingest_answer ack = reader.read(text);
        CHECK(ack.what == ingest_answer::kind::ack);
        CHECK(ack.ack.frame == 7);
        CHECK(ack.ack.accepted == 100);
        CHECK(ack.ack.duplicates == 3);

        refusal why;
        why.index = 2;
        why.code = "bad_value";
        why.message = "`role` is \"x\"";
        text.clear();
        append_refusal(text, 9, why);
        CHECK(
            text ==
            R"({"error":{"frame":9,"index":2,"id":null,"code":"bad_value","message":"`role` is \"x\""}})"
        );
        why.id = "m\"1";
        text.clear();
        append_refusal(text, 9, why);
        const ingest_answer refused = reader.read(text);
        CHECK(refused.what == ingest_answer::kind::refused);
        CHECK(refused.frame == 9);
        CHECK(refused.why.id == "m\"1");
        CHECK(refused.why.code == "bad_value");
        CHECK(reader.read("[]").what == ingest_answer::kind::unknown);
        CHECK(reader.read("nonsense").what == ingest_answer::kind::unknown);
    }
}
