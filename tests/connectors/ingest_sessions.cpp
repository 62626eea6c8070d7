// The ingest WebSocket as its clients see it (SPEC §8): acks, refusals, sources, clocks.
#include "tests/connectors/support/ingest_lines.h"
#include "tests/connectors/support/test_server.h"
#include "tests/connectors/support/websocket_client.h"

#include <doctest/doctest.h>

#include <future>

using namespace chatqc;
using namespace chatqc::connectors;
using test::at;
using test::fake_backend;
using test::message;
using test::now_ms;
using test::opcode;
using test::read_to_ack;
using test::test_options;
using test::test_server;
using test::websocket_client;

namespace {

// The next frame is a ping.
void answer_ping(websocket_client& client)
{
    const auto ping = client.read_frame();
    REQUIRE(ping);
    REQUIRE(ping->code == opcode::ping);
    client.send_frame(opcode::pong, ping->payload);
}

// Some turns of the loop, in which clocks move if they can.
void let_time_pass(test_server& server)
{
    std::size_t before = 0;
    std::size_t after = 1;
    for (int tries = 0; tries < 1000 && before != after; ++tries) {
        before = server.backend.silent_count();
        for (int i = 0; i < 50; ++i) {
            server.on_loop([] {});
        }
        after = server.backend.silent_count();
    }
    CHECK(before == after);
}

} // namespace

TEST_SUITE("connectors.ingest")
{
    TEST_CASE("frames are acknowledged, text and binary alike, counted over the connection")
    {
        test_server server;
        websocket_client client(server.port());
        REQUIRE(client.status == 101);
        CHECK(client.header.find("Sec-WebSocket-Protocol: chatqc.v1") != std::string::npos);
        client.send(message("m1"));
        CHECK(client.read() == R"({"ack":1,"accepted":1,"duplicates":0})");
        client.send_frame(opcode::binary, "[" + message("m2") + "," + message("m3") + "]");
        CHECK(client.read() == R"({"ack":2,"accepted":3,"duplicates":0})");
        std::string bytes;
        const auto records = server.backend.records(1, bytes);
        REQUIRE(records.size() == 2);
        CHECK(records[0].message.id == "m2");
        CHECK(records[1].message.id == "m3");
    }

    TEST_CASE("nothing is acknowledged before it is durable, and acks coalesce")
    {
        test_server server;
        server.backend.is_automatic = false;
        websocket_client client(server.port());
        for (int i = 1; i <= 5; ++i) {
            client.send(message("m" + std::to_string(i)));
        }
        REQUIRE(server.backend.wait_frames(5));
        client.send_frame(opcode::ping, "still there?");
        const auto pong = client.read_frame();
        REQUIRE(pong);
        CHECK(pong->code == opcode::pong); // and no ack before it
        server.on_loop([&] {
            for (std::size_t i = 0; i < 5; ++i) {
                server.backend.complete(i);
            }
        });
        const std::string answers = read_to_ack(client, 5);
        CHECK(answers.find(R"({"ack":5,"accepted":5,"duplicates":0})") != std::string::npos);
    }

    TEST_CASE("frames that become durable out of order are acknowledged in order")
    {
        test_server server;
        server.backend.is_automatic = false;
        websocket_client client(server.port());
        for (int i = 1; i <= 3; ++i) {
            client.send(message("m" + std::to_string(i)));
        }
        REQUIRE(server.backend.wait_frames(3));
        server.backend.complete(2);
        server.backend.complete(1);
        client.send_frame(opcode::ping, "");
        CHECK(client.read_frame()->code == opcode::pong);
        server.backend.complete(0);
        CHECK(client.read() == R"({"ack":3,"accepted":3,"duplicates":0})");
    }

    TEST_CASE("each refused message is answered before the ack of its frame, which is still given")
    {
        test_server server;
        websocket_client client(server.port());
        client.send("[" + message("m1") + R"(,{"id":"bad"},)" + message("m2") + "]");
        const std::string error = client.read();
        CHECK(error.starts_with(
            R"({"error":{"frame":1,"index":1,"id":"bad","code":"missing_field","message":")"
        ));
        CHECK(client.read() == R"({"ack":1,"accepted":2,"duplicates":0})");
        client.send("nonsense");
        CHECK(client.read().starts_with(R"({"error":{"frame":2,"index":0,"id":null,"code":"bad_json")"));
        CHECK(client.read() == R"({"ack":2,"accepted":2,"duplicates":0})");
        CHECK(server.backend.frame(1).refused.size() == 1);
        CHECK(server.backend.frame(1).refused[0].bytes == "nonsense");
    }

    TEST_CASE("a conflict that is found late is answered before its ack as well")
    {
        test_server server;
        server.backend.is_automatic = false;
        websocket_client client(server.port());
        client.send(message("m1"));
        REQUIRE(server.backend.wait_frames(1));
        refusal why;
        why.code = "id_conflict";
        why.id = "m1";
        why.message = "another message has this id";
        server.backend.complete(0, {why});
        CHECK(
            client.read() ==
            R"({"error":{"frame":1,"index":0,"id":"m1","code":"id_conflict","message":"another message has this id"}})"
        );
        CHECK(client.read() == R"({"ack":1,"accepted":0,"duplicates":0})");
    }

    TEST_CASE("more than 1000 messages in a frame: told, not processed, closed with 1009")
    {
        test_server server;
        websocket_client client(server.port());
        std::string json = "[0";
        for (int i = 0; i < 1000; ++i) {
            json.append(",0");
        }
        client.send(json + "]");
        CHECK(client.read().find("\"code\":\"too_many\"") != std::string::npos);
        CHECK(client.read_close() == 1009);
        REQUIRE(server.backend.wait_frames(1));
        CHECK(server.backend.frame(0).entries.empty());
    }

    TEST_CASE("a source has the name and clock that were asked for")
    {
        test_server server;
        websocket_client a(server.port());
        websocket_client b(server.port(), "/v1/ingest?source=desk%2F1&clock=live");
        REQUIRE(a.status == 101);
        REQUIRE(b.status == 101);
        a.send(message("a"));
        a.read();
        b.send(message("b"));
        b.read();
        const auto sources = server.backend.sources();
        REQUIRE(sources.size() == 2);
        CHECK(sources[0].name == "default");
        CHECK(sources[0].recorded);
        CHECK(sources[1].name == "desk/1");
        CHECK_FALSE(sources[1].recorded);
        CHECK(websocket_client(server.port(), "/v1/ingest?clock=sometimes").status == 400);
        CHECK(websocket_client(server.port(), "/v1/ingest?source=").status == 400);
        CHECK(websocket_client(server.port(), "/v1/ingest?source=a%0Ab").status == 400);
    }

    TEST_CASE("the newer connection takes a name, the older is closed with 1008")
    {
        test_server server;
        websocket_client older(server.port(), "/v1/ingest?source=desk");
        older.send(message("m1"));
        older.read();
        websocket_client newer(server.port(), "/v1/ingest?source=desk");
        CHECK(older.read_close() == 1008);
        CHECK(older.close_reason == "replaced");
        newer.send(message("m2"));
        CHECK(newer.read() == R"({"ack":1,"accepted":1,"duplicates":0})");
        CHECK(server.backend.gone_count() == 0); // the source is still there
        newer.socket().close();
        CHECK(server.backend.wait_gone(1));
    }

    TEST_CASE("recorded: the watermark follows the newest message")
    {
        test_server server;
        websocket_client client(server.port());
        client.send("[" + message("m1", now_ms + 5000) + "," + message("m2", now_ms) + "]");
        client.read();
        const ingest_frame frame = server.backend.frame(0);
        CHECK(frame.clock.newest == at(now_ms + 5000));
        CHECK(frame.clock.watermark == at(now_ms + 3000));
        CHECK(frame.recorded);
    }

    TEST_CASE("live: the watermark never passes the wall less lateness")
    {
        test_server server;
        websocket_client client(server.port(), "/v1/ingest?clock=live");
        client.send(message("m1", now_ms + 5000));
        client.read();
        CHECK(server.backend.frame(0).clock.newest == at(now_ms + 5000));
        CHECK(server.backend.frame(0).clock.watermark == at(now_ms - 2000));
        client.send(message("m2", now_ms + 400'000));
        CHECK(client.read().find("ts_in_future") != std::string::npos);
    }

    TEST_CASE("live: a message a day behind the newest is marked too late, the newest of before included")
    {
        test_options options;
        test_server server(std::move(options));
        server.backend.newest = at(now_ms);
        websocket_client client(server.port(), "/v1/ingest?clock=live");
        client.send(message("m1", now_ms - 86'400'001));
        client.read();
        std::string bytes;
        CHECK(server.backend.records(0, bytes).at(0).arrival.too_late);
    }

    TEST_CASE("end: numbered and acknowledged like any frame; forgets the newest time; then nothing is gone")
    {
        test_server server;
        websocket_client client(server.port(), "/v1/ingest?clock=live");
        client.send(message("m1", now_ms));
        client.read();
        client.send(R"({"end":true})");
        CHECK(client.read() == R"({"ack":2,"accepted":1,"duplicates":0})");
        CHECK(server.backend.frame(1).end);
        client.send(message("m2", now_ms - 2 * 86'400'000));
        client.read();
        std::string bytes;
        CHECK_FALSE(server.backend.records(2, bytes).at(0).arrival.too_late);
        client.send(R"({"end":true})");
        client.read();
        client.send_frame(opcode::close, "\x03\xe8");
        CHECK(client.read_close() == 1000);
        server.on_loop([] {});
        CHECK(server.backend.gone_count() == 0);
    }

    TEST_CASE("a connection that goes away without end leaves its source gone")
    {
        test_server server;
        {
            websocket_client client(server.port());
            client.send(message("m1"));
            client.read();
        }
        CHECK(server.backend.wait_gone(1));
    }

    TEST_CASE("a silent live source moves on with the wall")
    {
        test_options options;
        options.ingest.silent_every = std::chrono::milliseconds(2);
        test_server server(std::move(options));
        websocket_client client(server.port(), "/v1/ingest?clock=live");
        answer_ping(client);
        REQUIRE(server.backend.wait_silent(1));
        server.wall_ms = now_ms + 7000;
        const std::size_t so_far = server.backend.silent_count();
        REQUIRE(server.backend.wait_silent(so_far + 2));
        CHECK(server.backend.last_silent() == at(now_ms + 5000));
    }

    TEST_CASE("a source is silent once it has answered a ping behind all that was said")
    {
        test_options options;
        options.ingest.silent_every = std::chrono::milliseconds(2);
        test_server server(std::move(options));
        server.backend.is_automatic = false;
        websocket_client client(server.port(), "/v1/ingest?clock=live");
        const auto ping = client.read_frame(); // it may have come back with much to send
        REQUIRE(ping);
        REQUIRE(ping->code == opcode::ping);
        client.send(message("m1"));
        client.send_frame(opcode::pong, ping->payload);
        REQUIRE(server.backend.wait_frames(1));
        let_time_pass(server); // its window may be full until it is acknowledged
        server.on_loop([&] { server.backend.complete(0); });
        const auto ack = client.read_frame();
        REQUIRE(ack);
        CHECK(ack->payload == R"({"ack":1,"accepted":1,"duplicates":0})");
        client.send_frame(opcode::pong, "unasked");
        let_time_pass(server);
        CHECK(server.backend.silent_count() == 0);
        answer_ping(client);
        REQUIRE(server.backend.wait_silent(1));
    }

    TEST_CASE("a recorded source, or one that has ended, or half a message unread, does not")
    {
        test_options options;
        options.ingest.silent_every = std::chrono::milliseconds(2);
        test_server server(std::move(options));
        websocket_client recorded(server.port(), "/v1/ingest?source=a");
        recorded.send(message("m1"));
        recorded.read();
        websocket_client live(server.port(), "/v1/ingest?source=b&clock=live");
        answer_ping(live);
        REQUIRE(server.backend.wait_silent(1));
        // Half a frame: its rest may hold a reply.
        const std::string bytes = test::frame_bytes(opcode::text, message("m2"));
        live.socket().write(std::string_view(bytes).substr(0, 40));
        live.send_frame(opcode::binary, ""); // never parsed: it stands inside the frame above
        let_time_pass(server);
    }

    TEST_CASE("draining: what is in flight is acknowledged, then 1001")
    {
        test_server server;
        server.backend.is_automatic = false;
        websocket_client client(server.port());
        client.send(message("m1"));
        REQUIRE(server.backend.wait_frames(1));
        std::promise<void> drained;
        auto has_drained = drained.get_future();
        server.on_loop([&] { server.ingest.drain(std::chrono::seconds(30), [&] { drained.set_value(); }); });
        CHECK(websocket_client(server.port(), "/v1/ingest?source=late").status == 503);
        CHECK(has_drained.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
        server.backend.complete(0);
        CHECK(client.read() == R"({"ack":1,"accepted":1,"duplicates":0})");
        CHECK(client.read().empty());
        CHECK(client.close_status == 1001);
        client.send_frame(opcode::close, "\x03\xe9");
        CHECK(client.socket().is_closed_by_peer());
        client.socket().close();
        CHECK(
            has_drained.wait_for(std::chrono::seconds(test::deadline_seconds)) == std::future_status::ready
        );
    }
}
