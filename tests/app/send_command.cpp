#include "app/send_command.h"

#include "tests/connectors/support/test_server.h"
#include "tests/support/temp_dir.h"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <future>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

using namespace chatqc;
using namespace chatqc::app;

namespace {

constexpr std::int64_t first_ts = 1762790000000;

std::string line_of(int number, const std::string& conversation)
{
    return R"({"id":"m)" + std::to_string(number) + R"(","conversation":")" + conversation + R"(","ts":)" +
           std::to_string(first_ts + number) + R"(,"role":"customer","text":"在吗"})" + "\n";
}

std::string lines_of(int count, int conversations = 1)
{
    std::string lines;
    for (int i = 0; i < count; ++i) {
        lines += line_of(i, "c" + std::to_string(i % conversations));
    }
    return lines;
}

struct received {
    std::string source;
    std::string id, conversation;
    std::int64_t ts = 0;
};

// A server, files, and what came of sending them.
class sending {
public:
    sending() { options.to = "127.0.0.1:" + std::to_string(server.port()); }

    std::string write(const std::string& name, const std::string& bytes)
    {
        std::ofstream{folder_ / name, std::ios::binary} << bytes;
        return (folder_ / name).string();
    }

    int send(const std::string& bytes)
    {
        options.files = {write("day.ndjson", bytes)};
        return run_send(options);
    }

    std::vector<received> messages()
    {
        std::vector<received> all;
        const auto sources = server.backend.sources();
        for (std::size_t i = 0; i < server.backend.frame_count(); ++i) {
            std::string bytes;
            const std::string name = sources.at(server.backend.frame(i).source - 1).name;
            for (const engine::record& record : server.backend.records(i, bytes)) {
                const engine::message& it = record.message;
                all.push_back(
                    {name, std::string{it.id}, std::string{it.conversation}, it.ts.time_since_epoch().count()}
                );
            }
        }
        return all;
    }

    std::size_t ends()
    {
        std::size_t count = 0;
        for (std::size_t i = 0; i < server.backend.frame_count(); ++i) {
            count += server.backend.frame(i).end ? 1u : 0u;
        }
        return count;
    }

    send_options options;
    test::test_server server;

private:
    test::temp_dir folder_;
};

} // namespace

TEST_SUITE("app.send")
{
    TEST_CASE("every message once, in order, and the end last")
    {
        for (const unsigned batch : {1u, 7u, 64u}) {
            sending run;
            run.options.batch = batch;
            REQUIRE(run.send(lines_of(100)) == 0);
            const auto messages = run.messages();
            REQUIRE(messages.size() == 100);
            for (std::size_t i = 0; i < messages.size(); ++i) {
                CHECK(messages[i].id == "m" + std::to_string(i));
                CHECK(messages[i].source == "day");
            }
            const std::size_t frames = run.server.backend.frame_count();
            CHECK(frames == (100 + batch - 1) / batch + 1);
            CHECK(run.server.backend.frame(frames - 1).end);
            CHECK(run.ends() == 1);
            CHECK(run.server.backend.sources().at(0).recorded);
        }
    }

    TEST_CASE("a conversation stays on one of the connections")
    {
        sending run;
        run.options.connections = 4;
        run.options.source = "desk";
        REQUIRE(run.send(lines_of(400, 40)) == 0);
        std::map<std::string, std::set<std::string>> sources_of;
        std::set<std::string> used;
        for (const received& message : run.messages()) {
            sources_of[message.conversation].insert(message.source);
            used.insert(message.source);
        }
        CHECK(run.messages().size() == 400);
        CHECK(sources_of.size() == 40);
        for (const auto& [conversation, sources] : sources_of) {
            CHECK(sources.size() == 1);
        }
        CHECK(used == std::set<std::string>{"desk/1", "desk/2", "desk/3", "desk/4"});
        CHECK(run.ends() == 4);
    }

    TEST_CASE("what is no message is refused by itself")
    {
        for (const bool binary : {true, false}) {
            sending run;
            run.options.binary = binary;
            const std::string bytes = line_of(1, "c") + "nonsense\n" + line_of(2, "c") + "{\"id\":\"x\"}\n" +
                                      "{\"a\":\"\xFF\"}\n" + "]]}}\n" + line_of(3, "c");
            CHECK(run.send(bytes) == 1);
            CHECK(run.messages().size() == 3);
            CHECK(run.ends() == 1);
        }
    }

    TEST_CASE("blank lines, marks and ends inside a file are no messages")
    {
        sending run;
        CHECK(
            run.send(
                "\xEF\xBB\xBF" + line_of(1, "c") + "\n  \r\n{\"end\":true}\n" + line_of(2, "c") +
                "{\"end\": true}"
            ) == 0
        );
        CHECK(run.messages().size() == 2);
        CHECK(run.ends() == 1);
    }

    TEST_CASE("a live source is not ended")
    {
        sending run;
        run.options.live = true;
        CHECK(run.send(lines_of(3)) == 0);
        CHECK(run.messages().size() == 3);
        CHECK(run.ends() == 0);
        CHECK_FALSE(run.server.backend.sources().at(0).recorded);
    }

    TEST_CASE("files are sources of their own, one after the other")
    {
        sending run;
        run.options.files = {
            run.write("a.ndjson", lines_of(3)), run.write("b.ndjson", lines_of(2)), run.write("c", "")};
        CHECK(run_send(run.options) == 0);
        const auto sources = run.server.backend.sources();
        REQUIRE(sources.size() == 3);
        CHECK(sources[0].name == "a");
        CHECK(sources[1].name == "b");
        CHECK(sources[2].name == "c");
        CHECK(run.messages().size() == 5);
        CHECK(run.ends() == 3);
    }

    TEST_CASE("moved to now, the messages keep their distances")
    {
        sending run;
        run.options.shift_to_now = true;
        const std::string third = line_of(7, "c");
        CHECK(run.send(line_of(0, "c") + line_of(4, "c") + third) == 0);
        const auto messages = run.messages();
        REQUIRE(messages.size() == 3);
        CHECK(messages[0].ts > first_ts);
        CHECK(messages[1].ts - messages[0].ts == 4);
        CHECK(messages[2].ts - messages[0].ts == 7);
    }

    TEST_CASE("a pace holds messages back but loses none")
    {
        sending run;
        run.options.rate = 2000;
        run.options.connections = 2;
        CHECK(run.send(lines_of(200, 5)) == 0);
        CHECK(run.messages().size() == 200);
        sending by_time;
        by_time.options.speed = 4;
        CHECK(by_time.send(lines_of(200, 5)) == 0);
        CHECK(by_time.messages().size() == 200);
    }

    TEST_CASE("long messages make smaller frames")
    {
        sending run;
        std::string bytes;
        for (int i = 0; i < 64; ++i) {
            bytes += R"({"id":")" + std::to_string(i) +
                     R"(","conversation":"c","ts":1762790000000,"role":"customer","text":")" +
                     std::string(60000, 'x') + "\"}\n";
        }
        CHECK(run.send(bytes) == 0);
        CHECK(run.messages().size() == 64);
        CHECK(run.server.backend.frame_count() > 4);
    }

    TEST_CASE("a server that comes back gets what was not acknowledged")
    {
        sending run;
        auto first = std::make_unique<test::test_server>();
        first->backend.is_automatic = false; // takes frames and acknowledges none
        run.options.to = "127.0.0.1:" + std::to_string(first->port());
        run.options.batch = 10;
        auto status = std::async(std::launch::async, [&] { return run.send(lines_of(100)); });
        REQUIRE(first->backend.wait_frames(3));
        test::test_options again;
        again.port = first->port();
        first.reset();
        const test::test_server second{again};
        CHECK(status.get() == 0);
    }

    TEST_CASE("interrupted, it ends and says that not all is stored")
    {
        sending run;
        run.server.backend.is_automatic = false;
        auto status = std::async(std::launch::async, [&] { return run.send(lines_of(100)); });
        REQUIRE(run.server.backend.wait_frames(1));
        std::raise(SIGINT);
        std::raise(SIGINT);
        CHECK(status.get() == 1);
        CHECK(run.ends() <= 1);
    }

    TEST_CASE("what cannot be read or reached")
    {
        sending run;
        run.options.files = {"no/such/file"};
        CHECK(run_send(run.options) == 2);
        const std::string good = run.write("good", lines_of(1));
        run.options.files = {good};
        run.options.to = "ftp://127.0.0.1";
        CHECK(run_send(run.options) == 2);
        std::uint16_t port = 0;
        {
            test::test_server gone;
            port = gone.port();
        }
        run.options.to = "127.0.0.1:" + std::to_string(port);
        run.options.give_up_after = std::chrono::milliseconds{200};
        CHECK(run_send(run.options) == 1);
        CHECK(run.messages().empty());
    }
}
