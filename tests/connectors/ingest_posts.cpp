// POST /v1/messages: the same answers over HTTP, durable before 200.
#include "tests/connectors/support/http_client.h"
#include "tests/connectors/support/ingest_lines.h"
#include "tests/connectors/support/test_server.h"
#include "tests/connectors/support/websocket_client.h"

#include <doctest/doctest.h>

using namespace chatqc;
using namespace chatqc::connectors;
using test::http_answer;
using test::message;
using test::post;
using test::test_server;

TEST_SUITE("connectors.ingest")
{
    TEST_CASE("POST: an object, an array, lines")
    {
        test_server server;
        const std::string one = R"({"ack":1,"accepted":1,"duplicates":0,"errors":[]})";
        const std::string two = R"({"ack":1,"accepted":2,"duplicates":0,"errors":[]})";
        CHECK(post(server.port(), "/v1/messages", message("a")).body == one);
        CHECK(post(server.port(), "/v1/messages", "[" + message("a") + "," + message("b") + "]").body == two);
        CHECK(post(server.port(), "/v1/messages", message("a") + "\n" + message("b") + "\n").body == two);
        CHECK(server.backend.frame_count() == 3);
        CHECK(server.backend.wait_gone(3));
    }

    TEST_CASE("POST: refused messages are listed by their place, the answer is still 200")
    {
        test_server server;
        const http_answer answer =
            post(server.port(), "/v1/messages", message("a") + "\n\nnonsense\n" + message("b") + "\n[]\n");
        CHECK(answer.status == 200);
        CHECK(answer.body.starts_with(
            R"({"ack":1,"accepted":2,"duplicates":0,"errors":[{"index":1,"id":null,"code":"bad_json")"
        ));
        CHECK(answer.body.find(R"({"index":3,"id":null,"code":"wrong_type")") != std::string::npos);
        CHECK(answer.header.find("nosniff") != std::string::npos);
    }

    TEST_CASE("POST: no 200 before all is durable")
    {
        test_server server;
        server.backend.is_automatic = false;
        test::raw_socket socket(server.port());
        std::string body;
        for (int i = 0; i < 1500; ++i) {
            body.append(message(std::to_string(i))).push_back('\n');
        }
        socket.write(test::request_text("POST", "/v1/messages", body));
        REQUIRE(server.backend.wait_frames(2)); // 1000 and 500
        CHECK(server.backend.frame(0).entries.size() == 1000);
        server.backend.complete(1);
        server.backend.complete(0);
        const http_answer answer = test::read_answer(socket);
        CHECK(answer.status == 200);
        CHECK(answer.body == R"({"ack":1,"accepted":1500,"duplicates":0,"errors":[]})");
    }

    TEST_CASE("while nothing becomes durable, what waits and what is new is refused")
    {
        test_server server;
        server.backend.is_automatic = false;
        test::raw_socket waiting(server.port());
        waiting.write(test::request_text("POST", "/v1/messages?source=desk", message("a")));
        REQUIRE(server.backend.wait_frames(1));
        server.backend.set_obstacle("the disk is full");
        const std::string refused = R"({"error":{"code":"store_unavailable","message":"the disk is full"}})";
        const http_answer given_up = test::read_answer(waiting);
        CHECK(given_up.status == 503);
        CHECK(given_up.body == refused);
        const http_answer fresh = post(server.port(), "/v1/messages?source=desk", message("a"));
        CHECK(fresh.status == 503);
        CHECK(fresh.body == refused);
        CHECK(test::websocket_client(server.port(), "/v1/ingest?source=other").status == 503);
        CHECK(server.backend.frame_count() == 1);

        server.backend.set_obstacle("");
        server.backend.is_automatic = true;
        server.backend.complete(0);
        CHECK(post(server.port(), "/v1/messages?source=desk", message("a")).status == 200);
        server.on_loop([] {});
        CHECK(server.backend.gone_count() == 2); // its source was let go after each of the two
    }

    TEST_CASE("POST: end ends the source, and more may follow")
    {
        test_server server;
        const std::string body = message("a") + "\n{\"end\":true}\n" + message("b") + "\n{\"end\":true}\n";
        CHECK(post(server.port(), "/v1/messages?source=file&clock=live", body).status == 200);
        REQUIRE(server.backend.frame_count() == 2);
        CHECK(server.backend.frame(0).end);
        CHECK(server.backend.frame(0).entries.size() == 1);
        CHECK(server.backend.frame(1).end);
        CHECK(post(server.port(), "/v1/messages", R"({"end":true})").status == 200);
        server.on_loop([] {});
        CHECK(server.backend.gone_count() == 0);
        CHECK_FALSE(server.backend.sources()[0].recorded);
        CHECK(server.backend.sources()[0].name == "file");
    }

    TEST_CASE("POST: too many, bad parameters, a name that is in use")
    {
        test_server server;
        std::string body = "[0";
        for (int i = 0; i < 1000; ++i) {
            body.append(",0");
        }
        const http_answer answer = post(server.port(), "/v1/messages", body + "]");
        CHECK(answer.status == 413);
        CHECK(answer.body.find(R"({"error":{"code":"too_many")") == 0);
        CHECK(post(server.port(), "/v1/messages?clock=x", message("a")).status == 400);
        test::websocket_client client(server.port(), "/v1/ingest?source=desk");
        CHECK(client.status == 101);
        CHECK(post(server.port(), "/v1/messages?source=desk", message("a")).status == 409);
        CHECK(post(server.port(), "/v1/messages", "").body.find("bad_json") != std::string::npos);
    }
}
