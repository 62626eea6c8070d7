// Signs of life: a thread of their own answers them, whatever else the server waits for.
#include "tests/connectors/support/http_client.h"
#include "tests/connectors/support/test_server.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <optional>
#include <thread>
#include <vector>

using namespace chatqc;
using namespace chatqc::connectors;
using test::fetch;
using test::raw_socket;
using test::test_options;
using test::test_server;

TEST_SUITE("connectors.http")
{
    TEST_CASE("an end waits for the sign of life that is being answered")
    {
        std::promise<void> asked;
        std::promise<void> gate;
        std::atomic<bool> answered{false};
        test_options options;
        options.http.ready = [&, opened = gate.get_future().share()] {
            asked.set_value();
            opened.wait();
            answered = true;
            return readiness{};
        };
        std::optional<test_server> server(std::in_place, std::move(options));
        raw_socket socket(server->port());
        socket.write(test::request_text("GET", "/readyz"));
        asked.get_future().wait();
        std::thread opener([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            gate.set_value();
        });
        server.reset();
        CHECK(answered);
        opener.join();
    }

    TEST_CASE("signs of life are answered while every worker waits")
    {
        test_options options;
        std::promise<void> gate;
        const auto opened = gate.get_future().share();
        options.endpoints = {{"GET", "/v1/slow", right::read, [opened](const endpoint_request&) {
                                  opened.wait();
                                  http_response answer;
                                  answer.body = "done";
                                  return answer;
                              }}};
        test_server server(std::move(options));
        std::vector<raw_socket> sockets;
        for (int i = 0; i < 4; ++i) {
            sockets.emplace_back(server.port());
            sockets.back().write(test::request_text("GET", "/v1/slow"));
        }
        for (const auto* path : {"/healthz", "/readyz", "/metrics"})
            CHECK(fetch(server.port(), path).status == 200);
        gate.set_value();
        for (raw_socket& socket : sockets)
            CHECK(test::read_answer(socket).status == 200);
    }
}
