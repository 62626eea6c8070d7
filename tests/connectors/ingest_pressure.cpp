// Back-pressure: whoever sends faster than the disk, or does not read, is read no further, in bounded memory.
#include "tests/connectors/support/ingest_lines.h"
#include "tests/connectors/support/test_server.h"
#include "tests/connectors/support/websocket_client.h"

#include <doctest/doctest.h>

using namespace chatqc;
using namespace chatqc::connectors;
using test::fake_backend;
using test::message;
using test::opcode;
using test::read_to_ack;
using test::test_options;
using test::test_server;
using test::websocket_client;

TEST_SUITE("connectors.ingest")
{
    TEST_CASE("a sender faster than the disk is not read any further, and goes on when it has caught up")
    {
        test_options options;
        options.ingest.in_flight_bytes = 1u << 20;
        test_server server(std::move(options));
        server.backend.is_automatic = false;
        websocket_client client(server.port());
        const std::string big =
            R"({"id":"m","conversation":"c","ts":1762819100000,"role":"customer","text":")" +
            std::string(60'000, 'x') + "\"}";
        const std::string bytes = test::frame_bytes(opcode::text, big);
        std::size_t sent = 0;
        std::size_t offset = 0;
        // Until the kernel's buffers on both sides are full.
        for (;;) {
            const std::size_t n = client.socket().write_some(std::string_view(bytes).substr(offset), 500);
            offset += n;
            if (offset < bytes.size()) {
                break;
            }
            offset = 0;
            ++sent;
            REQUIRE(sent < 2000); // 120 MB: it would never stop
        }
        const std::size_t read = server.backend.frame_count();
        CHECK(read >= 1);
        CHECK(read <= 18); // 1 MiB and the frame that passed it
        CHECK(server.counters.page().find("chatqc_ingest_pauses_total 1") != std::string::npos);
        // Durable: reading goes on, all of it arrives and is acknowledged.
        server.on_loop([&] { server.backend.is_automatic = true; });
        for (std::size_t i = 0; i < read; ++i) {
            server.backend.complete(i);
        }
        REQUIRE(client.socket().write(std::string_view(bytes).substr(offset)));
        const std::string answers = read_to_ack(client, static_cast<int>(sent + 1));
        CHECK(answers.find("\"accepted\":" + std::to_string(sent + 1) + ",") != std::string::npos);
    }

    TEST_CASE("without room behind, a connection with a frame in flight waits for it")
    {
        test_server server;
        server.backend.is_automatic = false;
        server.backend.set_room(false);
        websocket_client client(server.port());
        client.send(message("m1"));
        client.send(message("m2"));
        REQUIRE(server.backend.wait_frames(1));
        for (int i = 0; i < 50; ++i) {
            server.on_loop([] {});
        }
        CHECK(server.backend.frame_count() == 1);
        server.backend.complete(0); // still no room, but nothing in flight: one frame at a time
        REQUIRE(server.backend.wait_frames(2));
        server.backend.complete(1);
        CHECK(read_to_ack(client, 2).find("\"accepted\":2") != std::string::npos);
    }

    TEST_CASE("a client that does not read its refusals is read no further, in bounded memory")
    {
        test_options options;
        options.ingest.errors_soft_bytes = 100'000;
        test_server server(std::move(options));
        websocket_client client(server.port(), "/v1/ingest", "Sec-WebSocket-Protocol: chatqc.v1\r\n", 4096);
        std::string json = "[0";
        for (int i = 1; i < 1000; ++i) {
            json.append(",0");
        }
        const std::string bytes = test::frame_bytes(opcode::text, json + "]");
        std::size_t frames = 0;
        while (client.socket().write_some(bytes, 500) == bytes.size()) {
            REQUIRE(++frames < 20'000);
        }
        CHECK(server.backend.frame_count() < frames + 1);
        // Each frame makes about 100 KB of answers: a few are read beyond what the kernel takes.
        CHECK(server.backend.frame_count() < 200);
    }

    TEST_CASE("refusals beyond all bounds close the connection with 1008")
    {
        test_options options;
        options.ingest.errors_bytes = 20'000;
        test_server server(std::move(options));
        websocket_client client(server.port());
        std::string json = "[0";
        for (int i = 1; i < 1000; ++i) {
            json.append(",0");
        }
        client.send(json + "]");
        CHECK(client.read_close() == 1008);
    }
}
