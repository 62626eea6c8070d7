// Heartbeats, silence and stalled peers: the websocket by itself, with short limits, both ends ours or one
// made by hand.
#include "connectors/net/heartbeat.h"
#include "connectors/net/server.h"
#include "connectors/net/websocket.h"
#include "tests/connectors/support/websocket_client.h"

#include <doctest/doctest.h>

#include <future>
#include <thread>

using namespace chatqc;
using namespace chatqc::connectors;
using std::chrono::milliseconds;
using test::opcode;
using test::websocket_client;

namespace {

// Accepts any upgrade; keeps the one connection and what became of it.
class plain_server : public http_handler, public websocket_handler {
public:
    explicit plain_server(const websocket_options& how)
        : options_(how),
          server_(loop_, {}, *this),
          port_(server_.listen("127.0.0.1", 0).port),
          thread_([this] { loop_.run(); })
    {
    }

    ~plain_server() override
    {
        loop_.stop();
        thread_.join();
    }

    std::optional<http_response> check(const http_request&) override { return std::nullopt; }

    void handle(http_request&&, std::shared_ptr<http_exchange>) override {}

    upgrade_decision upgrade(const http_request&) override
    {
        upgrade_decision decision;
        decision.options = options_;
        return decision;
    }

    void connected(http_request&&, std::unique_ptr<websocket> connection) override
    {
        connection_ = std::move(connection);
        connection_->start(*this);
        opened_.set_value();
    }

    void received(std::string_view, bool) override {}

    void sent() override {}

    void closed(const websocket_end& why) override { ended_.set_value(why); }

    template <class Call> void on_loop(Call call)
    {
        std::promise<void> done;
        loop_.post([&] {
            call(*connection_);
            done.set_value();
        });
        done.get_future().wait();
    }

    void wait_opened() { opened_.get_future().wait(); }

    websocket_end wait_end()
    {
        auto end = ended_.get_future();
        REQUIRE(end.wait_for(std::chrono::seconds(test::deadline_seconds)) == std::future_status::ready);
        return end.get();
    }

    std::uint16_t port() const { return port_; }

private:
    websocket_options options_;
    event_loop loop_;
    std::unique_ptr<websocket> connection_;
    http_server server_;
    std::promise<void> opened_;
    std::promise<websocket_end> ended_;
    std::uint16_t port_;
    std::thread thread_;
};

websocket_options quick()
{
    websocket_options how;
    how.ping_every = milliseconds(5);
    how.silence_limit = milliseconds(200);
    how.write_limit = milliseconds(200);
    how.close_limit = milliseconds(200);
    return how;
}

} // namespace

TEST_SUITE("connectors.websocket")
{
    TEST_CASE("heartbeat: to the millisecond, without waiting")
    {
        using action = heartbeat::action;
        websocket_options how; // ping 3 s, silence 30 s, write 30 s, close 5 s
        const heartbeat::instant start{};
        const auto at = [&](int ms) { return start + milliseconds(ms); };
        heartbeat beat(how, start);
        CHECK(beat.check(at(2999), at(0)).what == action::nothing);
        CHECK(beat.check(at(3000), at(0)).what == action::ping);
        CHECK(beat.check(at(3001), at(0)).what == action::nothing);
        CHECK(beat.check(at(6000), at(0)).what == action::ping);
        beat.pong(at(6100), "");
        CHECK(beat.since_pong(at(6200)) == milliseconds(100));
        CHECK(beat.check(at(36'000), at(6000)).what == action::ping);
        CHECK(beat.check(at(36'001), at(6000)).what == action::drop);
        CHECK(beat.check(at(99'000), std::nullopt).what == action::ping); // not reading on purpose
        beat.write_began(at(100'000));
        CHECK(beat.check(at(130'000), std::nullopt).what == action::ping);
        CHECK(beat.check(at(130'001), std::nullopt).why == "the peer does not read");
        beat.write_ended();
        CHECK(beat.check(at(130'001), std::nullopt).what == action::nothing);
        beat.close_began(at(140'000));
        beat.close_began(at(141'000)); // the first counts
        CHECK(beat.check(at(145'000), std::nullopt).what == action::nothing);
        CHECK(beat.check(at(145'001), std::nullopt).what == action::drop);
    }

    TEST_CASE("heartbeat: a peer is silent that has answered a ping behind all that was said")
    {
        const heartbeat::instant now{};
        heartbeat beat(websocket_options{}, now);
        CHECK_FALSE(beat.is_silent()); // it has just connected
        CHECK(beat.must_ask());
        const auto first = beat.pinged();
        CHECK_FALSE(beat.must_ask());
        beat.pong(now, "another");
        CHECK_FALSE(beat.is_silent());
        beat.pong(now, first);
        CHECK(beat.is_silent());
        beat.pinged(); // by the clock
        CHECK(beat.is_silent());

        beat.spoke();
        CHECK_FALSE(beat.is_silent());
        const auto second = beat.pinged();
        beat.spoke(); // between ping and pong: more may come
        beat.pong(now, second);
        CHECK_FALSE(beat.is_silent());
        CHECK(beat.must_ask());

        const auto third = beat.pinged();
        beat.write_began(now); // what we say may be waited for
        beat.pong(now, third);
        CHECK_FALSE(beat.is_silent());
        const auto fourth = beat.pinged();
        const auto fifth = beat.pinged();
        beat.pong(now, fourth); // not the last one's
        CHECK_FALSE(beat.is_silent());
        beat.pong(now, fifth);
        CHECK(beat.is_silent());
    }

    TEST_CASE("heartbeat: pings come by themselves, and pongs are noticed")
    {
        plain_server server(quick());
        websocket_client client(server.port(), "/", "");
        REQUIRE(client.status == 101);
        server.wait_opened();
        for (int i = 0; i < 20; ++i) {
            const auto ping = client.read_frame();
            REQUIRE(ping);
            REQUIRE(ping->code == opcode::ping);
            client.send_frame(opcode::pong, ping->payload);
        }
        milliseconds age{};
        server.on_loop([&](websocket& connection) { age = connection.since_pong(); });
        CHECK(age < milliseconds(1000));
    }

    TEST_CASE("heartbeat: a peer from which nothing comes is dropped")
    {
        plain_server server(quick());
        websocket_client client(server.port(), "/", "");
        const websocket_end end = server.wait_end();
        CHECK(end.code == close_code::abnormal);
        CHECK(end.reason == "nothing was heard from the peer");
        CHECK_FALSE(end.by_peer);
    }

    TEST_CASE("heartbeat: without a pong the connection counts as silent though it lives")
    {
        plain_server server(quick());
        websocket_client client(server.port(), "/", "");
        server.wait_opened();
        milliseconds age{};
        while (age < milliseconds(100)) {
            REQUIRE(client.send_frame(opcode::text, "x"));
            server.on_loop([&](websocket& connection) { age = connection.since_pong(); });
        }
        bool is_open = false;
        server.on_loop([&](websocket& connection) { is_open = connection.is_open(); });
        CHECK(is_open);
    }

    TEST_CASE("a peer that does not take what it is sent is dropped")
    {
        websocket_options how = quick();
        how.silence_limit = milliseconds(60'000);
        plain_server server(how);
        websocket_client client(server.port(), "/", "", 4096);
        server.wait_opened();
        server.on_loop([](websocket& connection) { connection.send(std::string(64u << 20, 'x')); });
        CHECK(server.wait_end().reason == "the peer does not read");
    }

    TEST_CASE("a closing handshake that is not answered is not waited for")
    {
        plain_server server(quick());
        websocket_client client(server.port(), "/", "");
        server.wait_opened();
        server.on_loop([](websocket& connection) { connection.close(close_code::try_again_later, "full"); });
        CHECK(client.read_close() == 1013);
        CHECK(client.close_reason == "full");
        CHECK(server.wait_end().code == close_code::try_again_later);
    }

    TEST_CASE("a peer that vanishes without a word")
    {
        plain_server server(quick());
        {
            websocket_client client(server.port(), "/", "");
            server.wait_opened();
        }
        CHECK(server.wait_end().code == close_code::abnormal);
    }

    TEST_CASE("a peer that closes properly")
    {
        plain_server server(quick());
        websocket_client client(server.port(), "/", "");
        client.send_frame(
            opcode::close,
            "\x03\xe9"
            "bye"
        );
        CHECK(client.read_close() == 1001);
        const websocket_end end = server.wait_end();
        CHECK(end.by_peer);
        CHECK(end.code == close_code::going_away);
        CHECK(end.reason == "bye");
    }
}
