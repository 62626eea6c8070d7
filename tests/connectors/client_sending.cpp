// The sending client against a real server: windows, refusals, lost connections, and when it gives up.
#include "connectors/client/send_client.h"
#include "tests/connectors/support/ingest_lines.h"
#include "tests/connectors/support/test_server.h"

#include <doctest/doctest.h>

#include <deque>
#include <future>
#include <mutex>

using namespace chatqc;
using namespace chatqc::connectors;
using std::chrono::milliseconds;
using test::message;
using test::test_options;
using test::test_server;

namespace {

// Frames given one after the other; `later` while there is none and it has not been finished.
class queue_source : public frame_source {
public:
    explicit queue_source(std::size_t count = 0, bool is_finished = true) : finished_(is_finished)
    {
        for (std::size_t i = 0; i < count; ++i) {
            frames_.push_back(message(std::to_string(i)));
        }
    }

    next_frame next(std::string& frame) override
    {
        const std::lock_guard lock(mutex_);
        if (frames_.empty()) {
            using what = next_frame::state;
            return {finished_ ? what::done : what::later, std::chrono::hours(1)};
        }
        frame = std::move(frames_.front());
        frames_.pop_front();
        ++given_;
        return {next_frame::state::ready, {}};
    }

    void add(std::string frame)
    {
        const std::lock_guard lock(mutex_);
        frames_.push_back(std::move(frame));
    }

    void finish()
    {
        const std::lock_guard lock(mutex_);
        finished_ = true;
    }

    std::size_t given()
    {
        const std::lock_guard lock(mutex_);
        return given_;
    }

private:
    std::mutex mutex_;
    std::deque<std::string> frames_;
    bool finished_;
    std::size_t given_ = 0;
};

struct recording_observer : send_observer {
    void progress(const send_totals& now) override { totals = now; }

    void refused(const send_refusal& why) override { refusals.push_back(why); }

    void disconnected(std::string_view reason, milliseconds) override
    {
        if (last_reason.empty()) {
            last_reason = reason;
            lost.set_value();
        }
    }

    send_totals totals;
    std::vector<send_refusal> refusals;
    std::string last_reason;
    std::promise<void> lost;
};

send_options to(std::uint16_t port)
{
    send_options options;
    options.url = "ws://127.0.0.1:" + std::to_string(port);
    options.source = "desk/1";
    options.backoff_first = milliseconds(5);
    options.backoff_max = milliseconds(20);
    return options;
}

} // namespace

TEST_SUITE("connectors.client")
{
    TEST_CASE("everything is acknowledged, in text and binary frames")
    {
        for (const bool binary : {false, true}) {
            test_server server;
            send_options options = to(server.port());
            options.binary = binary;
            send_client client(options);
            queue_source source(500);
            source.add(R"({"end":true})");
            recording_observer observer;
            const send_result result = client.run(source, observer);
            CHECK(result.complete);
            CHECK(result.error.empty());
            CHECK(result.totals.frames_sent == 501);
            CHECK(result.totals.frames_acked == 501);
            CHECK(result.totals.accepted == 500);
            CHECK(observer.totals.frames_acked == 501);
            CHECK(server.backend.sources().at(0).name == "desk/1");
            CHECK(server.backend.frame(500).end);
        }
    }

    TEST_CASE("nothing to send is complete at once")
    {
        test_server server;
        send_client client(to(server.port()));
        queue_source source;
        recording_observer observer;
        CHECK(client.run(source, observer).complete);
    }

    TEST_CASE("refusals are told with the frame's own number")
    {
        test_server server;
        send_client client(to(server.port()));
        queue_source source(2);
        source.add("[" + message("a") + R"(,{"id":"bad"}])");
        recording_observer observer;
        const send_result result = client.run(source, observer);
        CHECK(result.complete);
        CHECK(result.totals.refused == 1);
        REQUIRE(observer.refusals.size() == 1);
        CHECK(observer.refusals[0].frame == 3);
        CHECK(observer.refusals[0].index == 1);
        CHECK(observer.refusals[0].id == "bad");
        CHECK(observer.refusals[0].code == "missing_field");
    }

    TEST_CASE("the window bounds what is not acknowledged")
    {
        test_server server;
        server.backend.is_automatic = false;
        send_options options = to(server.port());
        options.window_frames = 4;
        send_client client(options);
        queue_source source(6);
        recording_observer observer;
        auto run = std::async(std::launch::async, [&] { return client.run(source, observer); });
        REQUIRE(server.backend.wait_frames(4));
        CHECK(source.given() == 4);
        server.backend.complete(0);
        REQUIRE(server.backend.wait_frames(5));
        CHECK(source.given() == 5);
        server.backend.complete(1);
        REQUIRE(server.backend.wait_frames(6));
        for (std::size_t i = 2; i < 6; ++i) {
            server.backend.complete(i);
        }
        CHECK(run.get().complete);
    }

    TEST_CASE("a lost connection: what was not acknowledged is sent again, nothing else")
    {
        auto server = std::make_unique<test_server>();
        const std::uint16_t port = server->port();
        server->backend.is_automatic = false;
        send_client client(to(port));
        queue_source source(5, false);
        recording_observer observer;
        auto run = std::async(std::launch::async, [&] { return client.run(source, observer); });
        REQUIRE(server->backend.wait_frames(5));
        server->backend.complete(0);
        server->backend.complete(1);
        // The ack has been seen once what it makes room for could be asked for: wait for it through the
        // socket's close.
        server->on_loop([&] { server->ingest.drain(std::chrono::milliseconds(1), [] {}); });
        server.reset();
        observer.lost.get_future().wait();
        test_options again;
        again.port = port;
        server = std::make_unique<test_server>(std::move(again));
        source.finish();
        client.wake();
        const send_result result = run.get();
        CHECK(result.complete);
        CHECK(result.totals.frames_sent == 5);
        CHECK(result.totals.frames_acked == 5);
        CHECK(result.totals.reconnects == 1);
        const std::size_t resent = server->backend.frame_count();
        CHECK(resent >= 3); // the first two only if their ack was lost with the connection
        CHECK(resent <= 5);
        std::string bytes;
        CHECK(server->backend.records(resent - 1, bytes).at(0).message.id == "4");
        CHECK(server->backend.records(resent - 3, bytes).at(0).message.id == "2");
    }

    TEST_CASE("a source that has nothing yet is asked again when woken")
    {
        test_server server;
        send_client client(to(server.port()));
        queue_source source(1, false);
        recording_observer observer;
        auto run = std::async(std::launch::async, [&] { return client.run(source, observer); });
        REQUIRE(server.backend.wait_frames(1));
        source.add(message("more"));
        client.wake();
        REQUIRE(server.backend.wait_frames(2));
        source.finish();
        client.wake();
        CHECK(run.get().complete);
    }

    TEST_CASE("stop ends it, before and while it runs")
    {
        test_server server;
        server.backend.is_automatic = false;
        queue_source source(1);
        recording_observer observer;
        {
            send_client client(to(server.port()));
            client.stop();
            const send_result result = client.run(source, observer);
            CHECK_FALSE(result.complete);
            CHECK(result.error == "stopped");
        }
        send_client client(to(server.port()));
        auto run = std::async(std::launch::async, [&] { return client.run(source, observer); });
        REQUIRE(server.backend.wait_frames(1));
        client.stop();
        CHECK_FALSE(run.get().complete);
    }

    TEST_CASE("no server: tries again until it gives up")
    {
        std::uint16_t port = 0;
        {
            test_server server;
            port = server.port();
        }
        send_options options = to(port);
        options.give_up_after = milliseconds(60);
        send_client client(options);
        queue_source source(1);
        recording_observer observer;
        const send_result result = client.run(source, observer);
        CHECK_FALSE(result.complete);
        CHECK(result.error.starts_with("given up: cannot connect to 127.0.0.1:"));
        CHECK_FALSE(observer.last_reason.empty());
    }

    TEST_CASE("what the server will never take is not tried again")
    {
        test_options with_tokens;
        with_tokens.http.access.tokens = parse_tokens(token_hash("right") + " shop ingest\n");
        test_server server(std::move(with_tokens));
        queue_source source(1);
        recording_observer observer;
        send_options options = to(server.port());
        options.token = "wrong";
        CHECK(send_client(options).run(source, observer).error.find("401") != std::string::npos);
        options.url += "/v1/elsewhere";
        CHECK(send_client(options).run(source, observer).error.find("404") != std::string::npos);
        options = to(server.port());
        options.token = "right";
        CHECK(send_client(options).run(source, observer).complete);
        options.url = "wss://host";
        CHECK(send_client(options).run(source, observer).error.find("not an address") != std::string::npos);
        CHECK(observer.last_reason.empty());
    }

    TEST_CASE("a client whose source name is taken over stops for good")
    {
        test_server server;
        server.backend.is_automatic = false;
        send_client older(to(server.port()));
        queue_source source(1);
        recording_observer observer;
        auto run = std::async(std::launch::async, [&] { return older.run(source, observer); });
        REQUIRE(server.backend.wait_frames(1));
        send_client newer(to(server.port()));
        queue_source other(1);
        recording_observer other_observer;
        auto other_run = std::async(std::launch::async, [&] { return newer.run(other, other_observer); });
        CHECK(run.get().error.find("1008 replaced") != std::string::npos);
        REQUIRE(server.backend.wait_frames(2));
        server.backend.complete(1);
        CHECK(other_run.get().complete);
    }
}
