// The live feed as its subscribers see it, over WebSocket and server-sent events.
#include "tests/connectors/support/http_client.h"
#include "tests/connectors/support/test_server.h"
#include "tests/connectors/support/websocket_client.h"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <mutex>

using namespace chatqc;
using namespace chatqc::connectors;
using test::raw_socket;
using test::test_options;
using test::test_server;
using test::websocket_client;

namespace {

feed_item
item(std::uint64_t position, std::string shop = "s1", std::string agent = "a1", std::string rule = "r1")
{
    feed_item made;
    made.position = position;
    made.tenant = "default";
    made.shop = std::move(shop);
    made.agent = std::move(agent);
    made.rule = std::move(rule);
    made.level = position % 2 == 0 ? rules::level::major : rules::level::minor;
    made.json = "{\"n\":" + std::to_string(position) + "}";
    return made;
}

std::string line(std::uint64_t position)
{
    return "{\"position\":" + std::to_string(position) + ",\"verdict\":{\"n\":" + std::to_string(position) +
           "}}";
}

// A store of items that grows, as the pipeline's does: first stored, then published.
class stored_feed {
public:
    feed_source source()
    {
        return {
            [this](std::uint64_t after, std::size_t limit) {
                const std::lock_guard lock(mutex_);
                std::vector<feed_item> found;
                for (const feed_item& each : items_) {
                    if (each.position > after && found.size() < limit) {
                        found.push_back(each);
                    }
                }
                return found;
            },
            [this] {
                const std::lock_guard lock(mutex_);
                return items_.empty() ? std::uint64_t{0} : items_.front().position;
            }};
    }

    void add(feed_item one)
    {
        const std::lock_guard lock(mutex_);
        items_.push_back(std::move(one));
    }

private:
    std::mutex mutex_;
    std::vector<feed_item> items_;
};

void publish(test_server& server, std::vector<feed_item> items)
{
    const auto last = items.back().position;
    server.feed.publish(last, [items = std::move(items)] { return items; });
}

websocket_client watch(const test_server& server, std::string_view query = "")
{
    return websocket_client(server.port(), "/v1/live" + std::string(query), "");
}

// Reads the next event of a stream: "id|data", comments and retry left out.
std::string read_event(raw_socket& socket)
{
    for (;;) {
        const std::string text = socket.read_until("\n\n");
        if (text.empty()) {
            return {};
        }
        std::string id;
        std::string data;
        std::size_t at = 0;
        while (at < text.size()) {
            const std::string row = text.substr(at, text.find('\n', at) - at);
            at += row.size() + 1;
            if (row.starts_with("id: ")) {
                id = row.substr(4);
            } else if (row.starts_with("data: ")) {
                data = row.substr(6);
            }
        }
        if (!data.empty()) {
            return id + "|" + data;
        }
    }
}

raw_socket
watch_events(const test_server& server, const std::string& query = "", const std::string& headers = "")
{
    raw_socket socket(server.port());
    socket.write(test::request_text("GET", "/v1/live/events" + query, {}, headers));
    const std::string head = socket.read_until("\r\n\r\n");
    CHECK(head.starts_with("HTTP/1.1 200"));
    CHECK(head.find("text/event-stream") != std::string::npos);
    return socket;
}

} // namespace

TEST_SUITE("connectors.feed")
{
    TEST_CASE("hello with the position, then what is published")
    {
        test_options options;
        options.position = 41;
        test_server server(std::move(options));
        websocket_client client = watch(server);
        CHECK(client.read() == R"({"hello":{"position":41}})");
        publish(server, {item(42), item(43)});
        CHECK(client.read() == line(42));
        CHECK(client.read() == line(43));
    }

    TEST_CASE("items are made only for somebody; the position goes on for who comes later")
    {
        test_options options;
        options.position = 41;
        test_server server(std::move(options));
        std::atomic<int> made = 0;
        const auto publish_one = [&](std::uint64_t position) {
            server.feed.publish(position, [&made, position] {
                ++made;
                return std::vector{item(position)};
            });
        };
        publish_one(42);
        websocket_client client = watch(server);
        CHECK(client.read() == R"({"hello":{"position":42}})");
        CHECK(made == 0);
        publish_one(43);
        CHECK(client.read() == line(43));
        CHECK(made == 1);
    }

    TEST_CASE("server-sent events carry the position as their id")
    {
        test_options options;
        options.position = 41;
        test_server server(std::move(options));
        raw_socket socket = watch_events(server);
        CHECK(read_event(socket) == R"(41|{"hello":{"position":41}})");
        publish(server, {item(42)});
        CHECK(read_event(socket) == "42|" + line(42));
    }

    TEST_CASE("filters: shop, agent, rule, level, repeated or with commas")
    {
        test_server server;
        websocket_client shops = watch(server, "?shop=s1,s2&shop=s3");
        websocket_client agent = watch(server, "?agent=a2&rule=r1");
        websocket_client level = watch(server, "?level=major");
        for (auto* each : {&shops, &agent, &level}) {
            CHECK(each->read() == R"({"hello":{"position":0}})");
        }
        publish(server, {item(1, "s4"), item(2, "s2"), item(3, "s3", "a2"), item(4, "s1", "a2", "r2")});
        CHECK(shops.read() == line(2));
        CHECK(shops.read() == line(3));
        CHECK(shops.read() == line(4));
        CHECK(agent.read() == line(3));
        CHECK(level.read() == line(2));
        CHECK(level.read() == line(4));
    }

    TEST_CASE("nobody sees another tenant's items, in the backlog neither")
    {
        stored_feed stored;
        feed_item other = item(1);
        other.tenant = "other";
        stored.add(other);
        stored.add(item(2));
        test_options options;
        options.stored = stored.source();
        options.position = 2;
        test_server server(std::move(options));
        websocket_client client = watch(server, "?since=0");
        CHECK(client.read() == R"({"hello":{"position":2}})");
        CHECK(client.read() == line(2));
        other.position = 3;
        publish(server, {other, item(4)});
        CHECK(client.read() == line(4));
    }

    TEST_CASE("since: the backlog, then live, without gap or duplicate, while publishing goes on")
    {
        stored_feed stored;
        for (std::uint64_t i = 1; i <= 2000; ++i) {
            stored.add(item(i));
        }
        test_options options;
        options.stored = stored.source();
        options.position = 2000;
        options.feed.backlog_items = 7;
        options.feed.backlog_bytes = 100;
        test_server server(std::move(options));
        std::thread publisher([&] {
            for (std::uint64_t i = 2001; i <= 4000; ++i) {
                stored.add(item(i));
                publish(server, {item(i)});
            }
        });
        websocket_client client = watch(server, "?since=1500");
        CHECK(client.read().starts_with(R"({"hello":{"position":)"));
        bool is_whole = true;
        for (std::uint64_t i = 1501; i <= 4000; ++i) {
            is_whole = is_whole && client.read() == line(i);
        }
        CHECK(is_whole);
        publisher.join();
        publish(server, {item(4001)});
        CHECK(client.read() == line(4001));
    }

    TEST_CASE("since the last position is just live; Last-Event-ID says the same")
    {
        stored_feed stored;
        stored.add(item(1));
        test_options options;
        options.stored = stored.source();
        options.position = 1;
        test_server server(std::move(options));
        websocket_client client = watch(server, "?since=1");
        client.read();
        raw_socket events = watch_events(server, "?since=77", "Last-Event-ID: 0\r\n");
        read_event(events);
        CHECK(read_event(events) == "1|" + line(1));
        stored.add(item(2));
        publish(server, {item(2)});
        CHECK(client.read() == line(2));
        CHECK(read_event(events) == "2|" + line(2));
    }

    TEST_CASE("a position that is no longer kept, or not yet reached, is told and closed with 1008")
    {
        stored_feed stored;
        stored.add(item(10));
        test_options options;
        options.stored = stored.source();
        options.position = 10;
        test_server server(std::move(options));
        for (const std::string since : {"8", "11"}) {
            websocket_client client = watch(server, "?since=" + since);
            client.read();
            CHECK(client.read().starts_with(R"({"error":{"code":"position_gone",)"));
            CHECK(client.read_close() == 1008);
        }
        websocket_client kept = watch(server, "?since=9");
        kept.read();
        CHECK(kept.read() == line(10));
    }

    TEST_CASE("a slow consumer is told and cut with 1013, and holds up nobody")
    {
        test_options options;
        options.feed.queue_bytes = 200'000;
        test_server server(std::move(options));
        websocket_client slow(server.port(), "/v1/live", "", 4096);
        websocket_client quick = watch(server);
        quick.read();
        CHECK(slow.read() == R"({"hello":{"position":0}})");
        feed_item big = item(0);
        big.json = "{\"x\":\"" + std::string(100'000, 'x') + "\"}";
        std::uint64_t position = 0;
        // Until the kernel takes no more for the slow one and its queue is over the limit.
        for (;;) {
            big.position = ++position;
            publish(server, {big});
            REQUIRE(quick.read().starts_with("{\"position\":" + std::to_string(position) + ","));
            std::size_t subscribers = 0;
            const std::string page = server.counters.page();
            if (page.find("chatqc_feed_subscribers_cut_total 1") != std::string::npos) {
                break;
            }
            server.on_loop([&] { subscribers = server.feed.subscribers(); });
            REQUIRE(subscribers == 2);
            REQUIRE(position < 2000);
        }
        std::string last;
        for (std::string text = slow.read(); !text.empty(); text = slow.read()) {
            last = text.substr(0, 40);
        }
        CHECK(last.starts_with(R"({"error":{"code":"slow_consumer")"));
        CHECK(slow.close_status == 1013);
    }

    TEST_CASE("bad filters are refused before the upgrade")
    {
        test_server server;
        CHECK(watch(server, "?level=awful").status == 400);
        CHECK(watch(server, "?since=x").status == 400);
        CHECK(watch(server, "?since=-1").status == 400);
        CHECK(test::fetch(server.port(), "/v1/live/events?level=awful").status == 400);
        CHECK(websocket_client(server.port(), "/v1/live", "Sec-WebSocket-Protocol: other\r\n").status == 400);
    }

    TEST_CASE("subscribers have a limit")
    {
        test_options options;
        options.feed.subscribers = 1;
        test_server server(std::move(options));
        websocket_client first = watch(server);
        first.read();
        CHECK(watch(server).status == 503);
    }

    TEST_CASE("a subscriber has nothing to say: binary 1003, long 1009, chatty 1008")
    {
        test_options options;
        options.feed.messages_a_minute = 3;
        test_server server(std::move(options));
        websocket_client binary = watch(server);
        binary.send_frame(test::opcode::binary, "x");
        CHECK(binary.read_close() == 1003);
        websocket_client talkative = watch(server);
        talkative.send(std::string(8193, 'x'));
        CHECK(talkative.read_close() == 1009);
        websocket_client chatty = watch(server);
        for (int i = 0; i < 4; ++i) {
            chatty.send("hello");
        }
        CHECK(chatty.read_close() == 1008);
    }

    TEST_CASE("draining closes with 1001, events just end")
    {
        test_server server;
        websocket_client client = watch(server);
        client.read();
        raw_socket events = watch_events(server);
        read_event(events);
        server.on_loop([&] { server.feed.drain(); });
        CHECK(client.read_close() == 1001);
        CHECK(events.is_closed_by_peer());
    }

    TEST_CASE("a line without items is kept alive by comments")
    {
        test_options options;
        options.feed.sse_idle = std::chrono::milliseconds(5);
        test_server server(std::move(options));
        raw_socket events = watch_events(server);
        read_event(events);
        CHECK(events.read_until(":\n\n") == ":\n\n");
    }

    TEST_CASE("a subscriber that goes away is forgotten")
    {
        test_server server;
        {
            websocket_client client = watch(server);
            client.read();
            raw_socket events = watch_events(server);
            read_event(events);
        }
        std::size_t left = 2;
        for (int i = 0; i < 100'000 && left > 0; ++i) {
            server.on_loop([&] { left = server.feed.subscribers(); });
        }
        CHECK(left == 0);
    }
}
