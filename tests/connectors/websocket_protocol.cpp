// RFC 6455, case by case, against a client that can break its rules.
#include "tests/connectors/support/http_client.h"
#include "tests/connectors/support/ingest_lines.h"
#include "tests/connectors/support/test_server.h"
#include "tests/connectors/support/websocket_client.h"

#include <doctest/doctest.h>

using namespace chatqc;
using namespace chatqc::connectors;
using test::frame_bytes;
using test::message;
using test::opcode;
using test::test_options;
using test::test_server;
using test::websocket_client;

namespace {

// Sends `bytes` on a fresh connection and checks the code it is closed with, and that nothing was taken for a
// message.
void check_closed(const std::string& bytes, unsigned code)
{
    test_server server;
    websocket_client client(server.port());
    REQUIRE(client.status == 101);
    client.socket().write(bytes);
    CHECK(client.read_close() == code);
    CHECK(client.socket().is_closed_by_peer());
    CHECK(server.backend.frame_count() == 0);
}

unsigned handshake_status(const test_server& server, std::string_view target, std::string_view headers)
{
    return websocket_client(server.port(), target, headers).status;
}

constexpr std::string_view v1 = "Sec-WebSocket-Protocol: chatqc.v1\r\n";

} // namespace

TEST_SUITE("connectors.websocket")
{
    TEST_CASE("4.2: the key is answered as the RFC's example says")
    {
        test_server server;
        websocket_client client(server.port());
        CHECK(client.header.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") != std::string::npos);
        CHECK(client.header.find("Sec-WebSocket-Extensions") == std::string::npos);
    }

    TEST_CASE("4.2: extensions are not agreed to, deflate neither")
    {
        test_server server;
        websocket_client client(
            server.port(), "/v1/ingest", std::string(v1) + "Sec-WebSocket-Extensions: permessage-deflate\r\n"
        );
        CHECK(client.status == 101);
        CHECK(client.header.find("permessage-deflate") == std::string::npos);
    }

    TEST_CASE("4.2: the subprotocol is needed on ingest: missing, wrong, one of several")
    {
        test_server server;
        CHECK(handshake_status(server, "/v1/ingest", "") == 400);
        CHECK(handshake_status(server, "/v1/ingest", "Sec-WebSocket-Protocol: chatqc.v2\r\n") == 400);
        CHECK(handshake_status(server, "/v1/ingest", "Sec-WebSocket-Protocol: other, chatqc.v1\r\n") == 101);
        CHECK(
            handshake_status(
                server, "/v1/ingest", "Sec-WebSocket-Protocol: other\r\nSec-WebSocket-Protocol: chatqc.v1\r\n"
            ) == 101
        );
    }

    TEST_CASE("4.4: another version is answered by 426 and the version that is spoken")
    {
        test_server server;
        websocket_client client(
            server.port(), "/v1/ingest", std::string(v1) + "Sec-WebSocket-Version: 8\r\n"
        );
        CHECK(client.status == 426);
        CHECK(client.header.find("Sec-WebSocket-Version: 13") != std::string::npos);
    }

    TEST_CASE("4.2: no key, no handshake; no upgrade, a hint")
    {
        test_server server;
        CHECK(
            test::fetch(
                server.port(),
                "/v1/ingest",
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            )
                .status == 400
        );
        const auto answer = test::fetch(server.port(), "/v1/ingest");
        CHECK(answer.status == 426);
        CHECK(answer.header.find("Upgrade: websocket") != std::string::npos);
    }

    TEST_CASE("10.2: a foreign origin is turned away, the own and the listed ones are not")
    {
        test_options options;
        options.http.origins = {"https://desk.example"};
        test_server server(std::move(options));
        const std::string host = "localhost:" + std::to_string(server.port());
        CHECK(
            handshake_status(server, "/v1/ingest", std::string(v1) + "Origin: https://evil.example\r\n") ==
            403
        );
        CHECK(handshake_status(server, "/v1/ingest", std::string(v1) + "Origin: null\r\n") == 403);
        CHECK(
            handshake_status(server, "/v1/ingest", std::string(v1) + "Origin: http://" + host + "\r\n") == 101
        );
        CHECK(
            handshake_status(server, "/v1/ingest", std::string(v1) + "Origin: https://desk.example\r\n") ==
            101
        );
        CHECK(handshake_status(server, "/v1/live", "Origin: https://evil.example\r\n") == 403);
    }

    TEST_CASE("5.4: a message may come in fragments, empty ones among them")
    {
        test_server server;
        websocket_client client(server.port());
        const std::string whole = message("m1");
        client.send_frame(opcode::text, whole.substr(0, 10), false);
        client.send_frame(opcode::continuation, "", false);
        client.send_frame(opcode::continuation, whole.substr(10, 20), false);
        client.send_frame(opcode::continuation, whole.substr(30), true);
        CHECK(client.read() == R"({"ack":1,"accepted":1,"duplicates":0})");
    }

    TEST_CASE("5.4: fragments byte by byte over the wire, a character cut in two")
    {
        test_server server;
        websocket_client client(server.port());
        const std::string whole = message("m1");
        std::string bytes;
        for (std::size_t i = 0; i < whole.size(); ++i) {
            bytes.append(frame_bytes(
                i == 0 ? opcode::text : opcode::continuation, whole.substr(i, 1), i + 1 == whole.size()
            ));
        }
        for (const char byte : bytes) {
            client.socket().write({&byte, 1});
        }
        CHECK(client.read() == R"({"ack":1,"accepted":1,"duplicates":0})");
    }

    TEST_CASE("5.4: control frames may stand between fragments")
    {
        test_server server;
        websocket_client client(server.port());
        const std::string whole = message("m1");
        client.send_frame(opcode::text, whole.substr(0, 10), false);
        client.send_frame(opcode::ping, "between");
        client.send_frame(opcode::continuation, whole.substr(10), true);
        const auto pong = client.read_frame();
        REQUIRE(pong);
        CHECK(pong->code == opcode::pong);
        CHECK(pong->payload == "between");
        CHECK(client.read() == R"({"ack":1,"accepted":1,"duplicates":0})");
    }

    TEST_CASE("5.4: a new message inside a fragmented one: 1002")
    {
        check_closed(frame_bytes(opcode::text, "{", false) + frame_bytes(opcode::text, "}"), 1002);
    }

    TEST_CASE("5.4: a continuation of nothing: 1002")
    {
        check_closed(frame_bytes(opcode::continuation, "{}"), 1002);
    }

    TEST_CASE("5.1: a frame that is not masked: 1002")
    {
        check_closed(frame_bytes(opcode::text, "{}", true, false), 1002);
    }

    TEST_CASE("5.2: reserved bits, the one of deflate too: 1002")
    {
        check_closed(frame_bytes(opcode::text, "{}", true, true, 0x40), 1002);
        check_closed(frame_bytes(opcode::text, "{}", true, true, 0x20), 1002);
        check_closed(frame_bytes(opcode::text, "{}", true, true, 0x10), 1002);
    }

    TEST_CASE("5.2: unknown opcodes: 1002")
    {
        check_closed(frame_bytes(static_cast<opcode>(3), "x"), 1002);
        check_closed(frame_bytes(static_cast<opcode>(11), "x"), 1002);
    }

    TEST_CASE("5.2: a length that could be written shorter: 1002")
    {
        std::string bytes{'\x82', '\xfe', '\x00', '\x02'};
        bytes.append("\x12\x34\x56\x78zz");
        check_closed(bytes, 1002);
    }

    TEST_CASE("5.5: control frames may not be fragmented nor longer than 125 bytes: 1002")
    {
        check_closed(frame_bytes(opcode::ping, "x", false), 1002);
        check_closed(frame_bytes(opcode::ping, std::string(126, 'x')), 1002);
    }

    TEST_CASE("5.5.2: a ping is answered with its payload, at its longest too")
    {
        test_server server;
        websocket_client client(server.port());
        const std::string longest(125, 'p');
        client.send_frame(opcode::ping, longest);
        const auto pong = client.read_frame();
        REQUIRE(pong);
        CHECK(pong->code == opcode::pong);
        CHECK(pong->payload == longest);
    }

    TEST_CASE("5.5.3: a pong nobody asked for is nothing")
    {
        test_server server;
        websocket_client client(server.port());
        client.send_frame(opcode::pong, "hello");
        client.send(message("m1"));
        CHECK(client.read() == R"({"ack":1,"accepted":1,"duplicates":0})");
    }

    TEST_CASE("5.5.1: a close is answered with its code, and the connection ends")
    {
        test_server server;
        websocket_client client(server.port());
        client.send_frame(
            opcode::close,
            "\x03\xe8"
            "bye"
        );
        CHECK(client.read_close() == 1000);
        CHECK(client.socket().is_closed_by_peer());
    }

    TEST_CASE("5.5.1: a close without a code")
    {
        test_server server;
        websocket_client client(server.port());
        client.send_frame(opcode::close, "");
        CHECK(client.read_close() != 1006);
        CHECK(client.socket().is_closed_by_peer());
    }

    TEST_CASE("7.4: close codes that may not be sent, a payload of one byte: 1002")
    {
        check_closed(frame_bytes(opcode::close, "\x03"), 1002);
        check_closed(frame_bytes(opcode::close, "\x03\xed"), 1002);                      // 1005
        check_closed(frame_bytes(opcode::close, "\x03\xee"), 1002);                      // 1006
        check_closed(frame_bytes(opcode::close, std::string_view("\x00\x01", 2)), 1002); // 1
    }

    TEST_CASE("8.1: text that is not UTF-8 fails the connection with 1007")
    {
        check_closed(frame_bytes(opcode::text, "{\"id\":\"\xff\"}"), 1007);
        check_closed(frame_bytes(opcode::text, "\xed\xa0\x80"), 1007); // a surrogate
        check_closed(frame_bytes(opcode::text, "\xe5\xae"), 1007);     // half a character at the end
    }

    TEST_CASE("8.1: the same in a binary frame is refused, and the connection goes on")
    {
        test_server server;
        websocket_client client(server.port());
        client.send_frame(opcode::binary, "[" + message("m1") + ",{\"id\":\"\xff\"}]");
        CHECK(client.read().find("\"code\":\"invalid_utf8\"") != std::string::npos);
        CHECK(client.read() == R"({"ack":1,"accepted":1,"duplicates":0})");
    }

    TEST_CASE("8.1: each message is text or binary for itself, in one write and byte by byte")
    {
        const std::string bad = "[" + message("m2") + ",{\"id\":\"\xff\"}]";
        const std::string all = frame_bytes(opcode::text, "[" + message("m1") + "]") +
                                frame_bytes(opcode::binary, bad) + frame_bytes(opcode::text, bad);
        for (const std::size_t step : {all.size(), std::size_t{1}}) {
            test_server server;
            websocket_client client(server.port());
            for (std::size_t at = 0; at < all.size(); at += step)
                client.socket().write(all.substr(at, step));
            CHECK(client.read_close() == 1007);
            CHECK(client.socket().is_closed_by_peer());
            CHECK(server.backend.frame_count() == 2);
        }
    }

    TEST_CASE("too long: 8 MiB pass, one byte more is answered by 1009")
    {
        test_server server;
        const std::string padded =
            "[" + message("m1") + std::string((8u << 20) - message("m1").size() - 2, ' ') + "]";
        REQUIRE(padded.size() == 8u << 20);
        websocket_client client(server.port());
        client.send(padded);
        CHECK(client.read() == R"({"ack":1,"accepted":1,"duplicates":0})");
        client.socket().write_some(frame_bytes(opcode::text, padded + " "), 2000);
        CHECK(client.read_close() == 1009);

        // One who looks for answers only when all is said finds it too: what he still sends is read, not
        // reset.
        websocket_client talker(server.port());
        const std::string much = frame_bytes(opcode::text, std::string(24u << 20, ' '));
        CHECK(talker.socket().write_some(much, 5000) == much.size());
        CHECK(talker.read_close() == 1009);
    }

    TEST_CASE("too long in fragments is too long as well")
    {
        test_server server;
        websocket_client client(server.port());
        client.send_frame(opcode::text, std::string(8u << 20, ' '), false);
        client.send_frame(opcode::continuation, "x", true);
        CHECK(client.read_close() == 1009);
    }

    TEST_CASE("frames sent together with the handshake are not lost")
    {
        test_server server;
        test::raw_socket socket(server.port());
        std::string bytes = "GET /v1/ingest HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: chatqc.v1\r\n\r\n";
        bytes.append(frame_bytes(opcode::text, message("m1")));
        socket.write(bytes);
        REQUIRE(server.backend.wait_frames(1));
        CHECK(server.backend.frame(0).entries.size() == 1);
    }

    TEST_CASE("many small frames in one piece")
    {
        test_server server;
        websocket_client client(server.port());
        std::string bytes;
        for (int i = 0; i < 3000; ++i) {
            bytes.append(frame_bytes(opcode::binary, message(std::to_string(i))));
        }
        client.socket().write(bytes);
        std::string last;
        do {
            last = client.read();
        } while (!last.empty() && last != R"({"ack":3000,"accepted":3000,"duplicates":0})");
        CHECK_FALSE(last.empty());
    }
}
