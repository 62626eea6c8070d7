// Thousands of malformed frames, at random: the frames before one that breaks the protocol are answered and
// counted, the connection is closed with the code of RFC 6455, and the server goes on as if nothing had been.
#include "tests/connectors/support/test_server.h"
#include "tests/connectors/support/websocket_client.h"
#include "tests/support/seed.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <set>

using namespace chatqc;
using test::frame_bytes;
using test::opcode;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__OPTIMIZE__)
constexpr unsigned frames_wanted = 2'000;
#else
constexpr unsigned frames_wanted = 20'000;
#endif

// All ASCII, so that damage to it is never damage to UTF-8.
std::string message(unsigned number)
{
    return R"({"id":"m)" + std::to_string(number) +
           R"(","conversation":"c1","ts":1762819140000,"role":"customer","text":"hello"})";
}

std::string random_bytes(test::random& dice, std::size_t most)
{
    std::string made(dice.below(most + 1), '\0');
    for (char& byte : made)
        byte = static_cast<char>(dice.below(256));
    return made;
}

// One whole message, right or damaged in its bytes: it is answered, accepted or refused, and the connection
// stays.
std::string damaged_message(test::random& dice, const std::string& good)
{
    auto text = good;
    switch (dice.below(6)) {
    case 0:
        return text.substr(0, dice.below(text.size()));
    case 1:
        text[dice.below(text.size())] = static_cast<char>(' ' + dice.below(95));
        return text;
    case 2:
        return "[" + text + "," + text.substr(0, text.size() / 2) + "]";
    case 3:
        return std::string(dice.below(200), '[');
    case 4:
        return R"({"id":)" + std::to_string(dice.below(1000)) + R"(,"conversation":null,"ts":"x","role":[]})";
    default:
        text.insert(dice.below(text.size()), R"(,"ts":1e400,)");
        return text;
    }
}

struct broken_frame {
    std::string bytes;
    std::set<unsigned> closed_with; // 1006: dropped without a word
};

broken_frame break_protocol(test::random& dice, const std::string& good)
{
    constexpr unsigned protocol_error = 1002;
    const auto flags = static_cast<unsigned char>((1 + dice.below(7)) << 4);
    switch (dice.below(9)) {
    case 0: // an opcode nobody knows
        return {
            frame_bytes(static_cast<opcode>(dice.chance(50) ? 3 + dice.below(5) : 11 + dice.below(5)), good),
            {protocol_error}};
    case 1:
        return {frame_bytes(opcode::text, good, true, true, flags), {protocol_error}};
    case 2:
        return {frame_bytes(opcode::text, good, true, false), {protocol_error}};
    case 3: // control frames are short and whole
        return {frame_bytes(opcode::ping, std::string(126 + dice.below(1000), 'p')), {protocol_error}};
    case 4:
        return {frame_bytes(opcode::ping, "p", false), {protocol_error}};
    case 5: // nothing to continue
        return {frame_bytes(opcode::continuation, good), {protocol_error}};
    case 6: // a new message inside a fragmented one
        return {frame_bytes(opcode::text, good, false) + frame_bytes(opcode::text, good), {protocol_error}};
    case 7:
        return {frame_bytes(opcode::text, "\"\xff" + random_bytes(dice, 40)), {1007}};
    default: // longer than any message may be
        return {std::string("\x81\xff\x00\x00\x00\x01\x00\x00\x00\x00mask", 14), {1009}};
    }
}

// What one connection sends, and what must come of it.
void converse(const test::test_server& server, test::random& dice, unsigned& malformed, unsigned& said)
{
    test::websocket_client client(server.port(), "/v1/ingest?source=" + std::to_string(said));
    REQUIRE(client.status == 101);
    unsigned frames = 0;
    std::string last;
    for (auto left = dice.below(12); left > 0; --left) {
        const auto good = message(said++);
        const bool is_good = dice.chance(20);
        const auto sent = is_good ? good : damaged_message(dice, good);
        if (!client.send_frame(dice.chance(50) ? opcode::text : opcode::binary, sent))
            break;
        malformed += is_good ? 0 : 1;
        ++frames;
    }
    const auto end = break_protocol(dice, message(said++));
    client.socket().write(end.bytes);
    ++malformed;
    unsigned acknowledged = 0;
    for (auto answer = client.read(); !answer.empty(); answer = client.read()) {
        unsigned upto = 0;
        if (std::sscanf(answer.c_str(), R"({"ack":%u)", &upto) == 1)
            acknowledged = std::max(acknowledged, upto);
        else
            CHECK(answer.starts_with(R"({"error":{)"));
    }
    CAPTURE(frames);
    CAPTURE(client.close_reason);
    CHECK(end.closed_with.contains(client.close_status));
    CHECK(acknowledged <= frames);
}

} // namespace

TEST_SUITE("connectors.malformed")
{
    TEST_CASE("malformed frames cost their sender an answer or the connection, and nobody else anything")
    {
        CHATQC_SEEDED(seed);
        test::random dice{seed};
        test::test_server server;
        unsigned malformed = 0;
        unsigned said = 0;
        test::websocket_client other(server.port(), "/v1/ingest?source=other");
        REQUIRE(other.status == 101);
        for (unsigned round = 1; malformed < frames_wanted; ++round) {
            CAPTURE(round);
            converse(server, dice, malformed, said);
            if (round % 50 == 0) {
                REQUIRE(other.send(message(1'000'000 + round)));
                CHECK(other.read().starts_with(R"({"ack":)"));
            }
        }
        // The last one's socket may close a moment after its peer has read the end.
        auto sessions = std::numeric_limits<std::size_t>::max();
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(test::deadline_seconds);
        while (sessions > 1 && std::chrono::steady_clock::now() < deadline)
            server.on_loop([&] { sessions = server.ingest.sessions(); });
        CHECK(sessions == 1); // `other`
    }
}
