// HTTP as its clients see it: routing, rights, headers, limits, and what is no request.
#include "tests/connectors/support/http_client.h"
#include "tests/connectors/support/test_server.h"
#include "tests/connectors/support/websocket_client.h"

#include <doctest/doctest.h>

#include <future>

using namespace chatqc;
using namespace chatqc::connectors;
using test::fetch;
using test::http_answer;
using test::post;
using test::raw_socket;
using test::test_options;
using test::test_server;

namespace {

http_response text(std::string body)
{
    http_response answer;
    answer.content_type = "text/plain";
    answer.body = std::move(body);
    return answer;
}

std::vector<endpoint> sample_endpoints()
{
    return {
        {"GET",
         "/v1/verdicts",
         right::read,
         [](const endpoint_request& r) { return text("list " + std::string(r.parameter("shop"))); }},
        {"GET",
         "/v1/verdicts/{id}",
         right::read,
         [](const endpoint_request& r) { return text("one " + r.path.at("id") + " of " + r.tenant); }},
        {"GET",
         "/v1/reports/{date}",
         right::read,
         [](const endpoint_request& r) {
             http_response answer = text("html " + r.path.at("date"));
             answer.content_type = "text/html; charset=utf-8";
             return answer;
         }},
        {"GET",
         "/v1/reports/{date}.csv",
         right::read,
         [](const endpoint_request& r) { return text("csv " + r.path.at("date")); }},
        {"POST",
         "/v1/rules",
         right::admin,
         [](const endpoint_request& r) { return text("got " + std::to_string(r.body.size())); }},
        {"GET",
         "/v1/broken",
         right::read,
         [](const endpoint_request&) -> http_response { throw std::runtime_error("disk on fire"); }},
    };
}

test_options with_endpoints()
{
    test_options options;
    options.endpoints = sample_endpoints();
    options.http.assets = [](std::string_view path) -> std::optional<asset> {
        if (path == "/index.html") {
            return asset{"text/html; charset=utf-8", "<p>hello</p>", false};
        }
        if (path == "/app.1234.js") {
            return asset{"text/javascript", "1", true};
        }
        return std::nullopt;
    };
    return options;
}

test_options with_tokens()
{
    test_options options = with_endpoints();
    options.http.access.tokens = parse_tokens(
        token_hash("reader") + " shop-a read\n" + token_hash("sender") + " shop-a ingest\n" +
        token_hash("boss") + " shop-b admin\n"
    );
    return options;
}

std::string bearer(const std::string& token)
{
    return "Authorization: Bearer " + token + "\r\n";
}

// Sends `request` as it is; the status of the answer.
unsigned raw_status(const test_server& server, const std::string& request)
{
    raw_socket socket(server.port());
    socket.write(request);
    return test::read_answer(socket).status;
}

} // namespace

TEST_SUITE("connectors.http")
{
    TEST_CASE("a request meets its row: literals, names, the longest literal wins")
    {
        test_server server(with_endpoints());
        CHECK(fetch(server.port(), "/v1/verdicts?shop=%E5%BA%97+1").body == "list \xe5\xba\x97 1");
        CHECK(fetch(server.port(), "/v1/verdicts/ab%2Fc").status == 404);
        CHECK(fetch(server.port(), "/v1/verdicts/abc").body == "one abc of default");
        CHECK(fetch(server.port(), "/v1/reports/2025-11-11").body == "html 2025-11-11");
        CHECK(fetch(server.port(), "/v1/reports/2025-11-11.csv").body == "csv 2025-11-11");
        CHECK(fetch(server.port(), "/v1/verdicts/").status == 404);
        CHECK(fetch(server.port(), "/v1/nothing").status == 404);
    }

    TEST_CASE("methods: HEAD is GET without a body, others are named")
    {
        test_server server(with_endpoints());
        const http_answer head = fetch(server.port(), "/v1/verdicts", {}, "HEAD");
        CHECK(head.status == 200);
        CHECK(head.header.find("Content-Length: 5") != std::string::npos);
        const http_answer wrong = fetch(server.port(), "/v1/verdicts", {}, "DELETE");
        CHECK(wrong.status == 405);
        CHECK(wrong.header.find("Allow: GET") != std::string::npos);
        CHECK(fetch(server.port(), "/v1/ingest", {}, "HEAD").status == 405);
        CHECK(post(server.port(), "/index.html", "x").status == 404);
    }

    TEST_CASE("headers of the API and of the page")
    {
        test_server server(with_endpoints());
        const http_answer api = fetch(server.port(), "/v1/verdicts");
        CHECK(api.header.find("Cache-Control: no-store") != std::string::npos);
        CHECK(api.header.find("X-Content-Type-Options: nosniff") != std::string::npos);
        const http_answer page = fetch(server.port(), "/");
        CHECK(page.body == "<p>hello</p>");
        CHECK(page.header.find("Content-Security-Policy: default-src 'self'") != std::string::npos);
        CHECK(page.header.find("Cache-Control: no-cache") != std::string::npos);
        CHECK(fetch(server.port(), "/app.1234.js").header.find("immutable") != std::string::npos);
        const http_answer report = fetch(server.port(), "/v1/reports/2025-11-11");
        CHECK(report.header.find("Content-Security-Policy: default-src 'none'") != std::string::npos);
        CHECK(fetch(server.port(), "/missing.js").status == 404);
        CHECK(fetch(server.port(), "/../secret").status == 404);
        CHECK(fetch(server.port(), "/%2e%2e/secret").status == 404);
    }

    TEST_CASE("several requests over one connection, pipelined too")
    {
        test_server server(with_endpoints());
        raw_socket socket(server.port());
        const std::string request = test::request_text("GET", "/v1/verdicts/a");
        socket.write(request + request + test::request_text("POST", "/v1/rules", "12345"));
        CHECK(test::read_answer(socket).body == "one a of default");
        CHECK(test::read_answer(socket).body == "one a of default");
        CHECK(test::read_answer(socket).body == "got 5");
    }

    TEST_CASE("a handler that throws is an answer of 500")
    {
        test_server server(with_endpoints());
        const http_answer answer = fetch(server.port(), "/v1/broken");
        CHECK(answer.status == 500);
        CHECK(answer.body == R"({"error":{"code":"internal","message":"disk on fire"}})");
    }

    TEST_CASE("tokens: none, unknown, without the right, with it; the tenant is the token's")
    {
        test_server server(with_tokens());
        const http_answer none = fetch(server.port(), "/v1/verdicts");
        CHECK(none.status == 401);
        CHECK(none.header.find("WWW-Authenticate: Bearer") != std::string::npos);
        CHECK(fetch(server.port(), "/v1/verdicts", bearer("guess")).status == 401);
        CHECK(fetch(server.port(), "/v1/verdicts", bearer("sender")).status == 403);
        CHECK(fetch(server.port(), "/v1/verdicts/x", bearer("reader")).body == "one x of shop-a");
        CHECK(fetch(server.port(), "/v1/verdicts/x", bearer("boss")).body == "one x of shop-b");
        CHECK(fetch(server.port(), "/v1/rules", bearer("reader"), "POST", "x").status == 403);
        CHECK(fetch(server.port(), "/v1/rules", bearer("boss"), "POST", "x").status == 200);
        CHECK(fetch(server.port(), "/v1/messages", bearer("reader"), "POST", "x").status == 403);
        CHECK(fetch(server.port(), "/metrics").status == 401);
        CHECK(fetch(server.port(), "/metrics", bearer("reader")).status == 200);
        CHECK(fetch(server.port(), "/healthz").status == 200);
        CHECK(fetch(server.port(), "/").status == 200); // the page asks for the token itself
        const std::string v1 = "Sec-WebSocket-Protocol: chatqc.v1\r\n";
        CHECK(test::websocket_client(server.port(), "/v1/ingest", v1).status == 401);
        CHECK(test::websocket_client(server.port(), "/v1/ingest", v1 + bearer("reader")).status == 403);
        CHECK(test::websocket_client(server.port(), "/v1/ingest", v1 + bearer("sender")).status == 101);
        CHECK(test::websocket_client(server.port(), "/v1/live", bearer("sender")).status == 403);
        CHECK(test::websocket_client(server.port(), "/v1/live", bearer("reader")).status == 101);
    }

    TEST_CASE("a token in the address is refused, the right one too")
    {
        test_server server(with_tokens());
        CHECK(fetch(server.port(), "/v1/verdicts?token=reader").status == 400);
        CHECK(fetch(server.port(), "/v1/verdicts?access_token=reader", bearer("reader")).status == 400);
    }

    TEST_CASE("without tokens only this machine's own names are answered")
    {
        test_options options = with_endpoints();
        options.http.hosts = {"qc.lan"};
        test_server server(std::move(options));
        CHECK(fetch(server.port(), "/v1/verdicts", "Host: evil.example\r\n").status == 403);
        CHECK(fetch(server.port(), "/v1/verdicts", "Host: QC.lan:8080\r\n").status == 200);
        CHECK(fetch(server.port(), "/v1/verdicts", "Host: 127.0.0.1\r\n").status == 200);
        CHECK(fetch(server.port(), "/v1/verdicts", "Host: [::1]:80\r\n").status == 200);
        CHECK(fetch(server.port(), "/v1/verdicts", "Host: 127.0.0.1.evil.example\r\n").status == 403);
    }

    TEST_CASE("a page of another origin may not post")
    {
        test_server server(with_endpoints());
        CHECK(
            fetch(server.port(), "/v1/rules", "Origin: http://evil.example\r\n", "POST", "x").status == 403
        );
        CHECK(fetch(server.port(), "/v1/rules", "Origin: http://localhost\r\n", "POST", "x").status == 200);
    }

    TEST_CASE("two ways to tell a length are refused, chunks as well")
    {
        test_server server(with_endpoints());
        const std::string head = "POST /v1/rules HTTP/1.1\r\nHost: localhost\r\n";
        CHECK(
            raw_status(server, head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") ==
            400
        );
        CHECK(
            raw_status(server, head + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n") ==
            400
        );
        CHECK(raw_status(server, head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == 411);
        CHECK(raw_status(server, head + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc") == 400);
        CHECK(raw_status(server, head + "Content-Length: -3\r\n\r\nabc") == 400);
    }

    TEST_CASE("what is no request")
    {
        test_server server(with_endpoints());
        CHECK(raw_status(server, "hello\r\n\r\n") == 400);
        CHECK(raw_status(server, "GET /v1/verdicts HTTP/1.1\r\n\r\n") == 400); // no Host
        CHECK(
            raw_status(server, "GET /v1/verdicts HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n") ==
            400
        );
        CHECK(raw_status(server, "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n") == 400);
        CHECK(raw_status(server, "GET /v1/verdicts?a=%f HTTP/1.1\r\nHost: localhost\r\n\r\n") == 400);
        CHECK(raw_status(server, "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n") == 400);
    }

    TEST_CASE("limits: header, address, body")
    {
        test_server server(with_endpoints());
        CHECK(
            fetch(server.port(), "/v1/verdicts", "X-Long: " + std::string(9000, 'x') + "\r\n").status == 431
        );
        CHECK(fetch(server.port(), "/v1/verdicts?x=" + std::string(5000, 'x')).status == 414);
        raw_socket socket(server.port());
        socket.write("POST /v1/rules HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n");
        CHECK(test::read_answer(socket).status == 413);
        CHECK(post(server.port(), "/v1/rules", std::string(8u << 20, 'x')).body == "got 8388608");
    }

    TEST_CASE("Expect: 100-continue is met")
    {
        test_server server(with_endpoints());
        raw_socket socket(server.port());
        socket.write(
            "POST /v1/rules HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
        );
        CHECK(socket.read_until("\r\n\r\n").starts_with("HTTP/1.1 100"));
        socket.write("abc");
        CHECK(test::read_answer(socket).body == "got 3");
    }

    TEST_CASE("a header that does not come is not waited for")
    {
        test_options options = with_endpoints();
        options.server.header_limit = std::chrono::milliseconds(20);
        test_server server(std::move(options));
        raw_socket silent(server.port());
        CHECK(silent.is_closed_by_peer());
        raw_socket slow(server.port());
        slow.write("GET / HTTP/1.1\r\n");
        CHECK(slow.is_closed_by_peer());
    }

    TEST_CASE("connections have a limit, in all and from one address, and slots come back")
    {
        for (const bool by_address : {false, true}) {
            test_options options = with_endpoints();
            (by_address ? options.server.connections_per_address_max : options.server.connections_max) = 2;
            test_server server(std::move(options));
            raw_socket a(server.port());
            raw_socket b(server.port());
            a.write(test::request_text("GET", "/healthz"));
            b.write(test::request_text("GET", "/healthz"));
            CHECK(test::read_answer(a).status == 200);
            CHECK(test::read_answer(b).status == 200);
            CHECK(fetch(server.port(), "/healthz").status == 503);
            a.close();
            unsigned status = 0;
            for (int i = 0; i < 10'000 && status != 200; ++i) {
                status = fetch(server.port(), "/healthz").status;
            }
            CHECK(status == 200);
            std::uint64_t turned_away = 0;
            server.on_loop([&] { turned_away = server.server->turned_away(); });
            CHECK(turned_away >= 1);
        }
    }

    TEST_CASE("more requests than the workers can queue are told so")
    {
        test_options options;
        std::promise<void> gate;
        const auto opened = gate.get_future().share();
        options.worker_queue = 1;
        options.endpoints = {{"GET", "/v1/slow", right::read, [opened](const endpoint_request&) {
                                  opened.wait();
                                  return text("done");
                              }}};
        test_server server(std::move(options));
        std::vector<raw_socket> sockets;
        for (int i = 0; i < 8; ++i) {
            sockets.emplace_back(server.port());
            sockets.back().write(test::request_text("GET", "/v1/slow"));
        }
        // At most two run and one waits; which of the eight is the kernel's choice. The others are answered
        // now.
        while (server.counters.page().find("chatqc_http_requests_total{status=\"503\"}") == std::string::npos
        ) {
            std::this_thread::yield();
        }
        gate.set_value();
        unsigned done = 0;
        for (raw_socket& socket : sockets) {
            const unsigned status = test::read_answer(socket).status;
            CHECK((status == 200 || status == 503));
            done += status == 200 ? 1u : 0u;
        }
        CHECK(done >= 1);
        CHECK(done < 8);
    }

    TEST_CASE("health, readiness, metrics")
    {
        test_options options;
        options.http.ready = [] { return readiness{false, "recovering"}; };
        test_server server(std::move(options));
        CHECK(fetch(server.port(), "/healthz").body == "ok\n");
        const http_answer ready = fetch(server.port(), "/readyz");
        CHECK(ready.status == 503);
        CHECK(ready.body == "recovering\n");
        const http_answer page = fetch(server.port(), "/metrics");
        CHECK(page.header.find("text/plain; version=0.0.4") != std::string::npos);
        CHECK(page.body.find("# TYPE chatqc_ingest_frames_total counter") != std::string::npos);
        CHECK(page.body.find("chatqc_http_requests_total{status=\"503\"} 1") != std::string::npos);
    }

    TEST_CASE("the server's port is taken: an error, not a crash")
    {
        test_server server;
        listen_result result;
        server.on_loop([&] {
            http_server second(server.loop, {}, server.service);
            result = second.listen("127.0.0.1", server.port());
        });
        CHECK(result.error.find("bind") != std::string::npos);
        server.on_loop([&] {
            http_server second(server.loop, {}, server.service);
            result = second.listen("not an address", 0);
        });
        CHECK_FALSE(result.error.empty());
    }
}
