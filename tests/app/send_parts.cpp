#include "app/line_reader.h"
#include "app/progress.h"
#include "app/send_pacing.h"
#include "app/send_routing.h"
#include "tests/support/temp_dir.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace chatqc;
using namespace chatqc::app;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> lines_of(const std::string& bytes)
{
    const test::temp_dir folder;
    const std::string path = (folder / "lines").string();
    std::ofstream{path, std::ios::binary} << bytes;
    line_reader reader{path};
    std::vector<std::string> lines;
    std::string_view line;
    for (;;) {
        switch (reader.next(line, 0ms)) {
        case line_reader::outcome::line:
            lines.push_back(std::to_string(reader.number()) + ':' + std::string{line});
            break;
        case line_reader::outcome::too_long:
            lines.push_back(std::to_string(reader.number()) + " too long");
            break;
        case line_reader::outcome::end:
            CHECK(reader.bytes_read() == bytes.size());
            CHECK(reader.bytes_total() == bytes.size());
            return lines;
        default:
            FAIL("not a file's outcome");
            return lines;
        }
    }
}

routed_line routed(std::string line)
{
    const std::size_t length = line.size();
    line.resize(length + line_reader::padding, 'x');
    line_router router;
    return router.route(std::string_view{line}.substr(0, length), true);
}

// Milliseconds after the start at which each message is due, when each is sent exactly then.
std::vector<long> due_times(send_pacing pacing, const std::vector<long>& ts)
{
    const send_pacing::clock::time_point begun{1h};
    send_pacing::clock::time_point now = begun;
    std::vector<long> result;
    for (const long each : ts) {
        now = pacing.due(engine::time_point{engine::milliseconds{each}}, now);
        result.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(now - begun).count());
    }
    return result;
}

} // namespace

TEST_SUITE("app.line_reader")
{
    TEST_CASE("lines")
    {
        using list = std::vector<std::string>;
        CHECK(lines_of("") == list{});
        CHECK(lines_of("a\nb\n") == list{"1:a", "2:b"});
        CHECK(lines_of("a\r\n\nb") == list{"1:a", "2:", "3:b"});
        const std::string large(3u << 20, 'x');
        CHECK(lines_of("a\n" + large + "\nb\n") == list{"1:a", "2:" + large, "3:b"});
        const std::string larger(line_reader::line_bytes_max + (3u << 20), 'x');
        CHECK(lines_of("a\n" + larger + "\nb\n") == list{"1:a", "2 too long", "3:b"});
        CHECK(lines_of("a\n" + larger) == list{"1:a", "2 too long"});
    }

    TEST_CASE("many lines over the edges of the pieces")
    {
        std::string bytes;
        for (int i = 0; i < 60000; ++i) {
            bytes += std::string(static_cast<std::size_t>(i % 97), 'y') + '\n';
        }
        const auto lines = lines_of(bytes);
        REQUIRE(lines.size() == 60000);
        CHECK(lines[59999] == "60000:" + std::string(59999 % 97, 'y'));
    }

    TEST_CASE("the bytes are those of the lines handed out")
    {
        const test::temp_dir folder;
        const std::string path = (folder / "lines").string();
        std::ofstream{path, std::ios::binary} << "ab\ncde\r\n\nf";
        line_reader reader{path};
        std::string_view line;
        CHECK(reader.bytes_read() == 0);
        for (const std::uint64_t bytes : {3u, 8u, 9u, 10u}) {
            CHECK(reader.next(line, 0ms) == line_reader::outcome::line);
            CHECK(reader.bytes_read() == bytes);
        }
        CHECK(reader.next(line, 0ms) == line_reader::outcome::end);
        CHECK(reader.bytes_read() == 10);
    }

    TEST_CASE("a pipe that is silent is idle, not at its end")
    {
        const test::temp_dir folder;
        const std::string path = (folder / "pipe").string();
        REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
        const int writer = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
        REQUIRE(writer >= 0);
        line_reader reader{path};
        std::string_view line;
        CHECK(reader.next(line, 0ms) == line_reader::outcome::idle);
        REQUIRE(::write(writer, "a\nb", 3) == 3);
        CHECK(reader.next(line, 0ms) == line_reader::outcome::line);
        CHECK(line == "a");
        CHECK(reader.next(line, 0ms) == line_reader::outcome::idle);
        ::close(writer);
        CHECK(reader.next(line, 0ms) == line_reader::outcome::line);
        CHECK(line == "b");
        CHECK(reader.next(line, 0ms) == line_reader::outcome::end);
    }

    TEST_CASE("what cannot be read says so")
    {
        CHECK_FALSE(line_reader{"no/such/file"}.error().empty());
        CHECK_FALSE(line_reader{"."}.error().empty());
    }
}

TEST_SUITE("app.send_routing")
{
    TEST_CASE("a conversation has one place, however it is spelled")
    {
        const auto plain = routed(R"({"id":"1","conversation":"你好","ts":5})");
        const auto escaped = routed(R"({"conversation" : "\u4f60\u597d","id":"2"})");
        CHECK(plain.what == routed_line::kind::message);
        CHECK(plain.conversation_hash == escaped.conversation_hash);
        CHECK(plain.conversation_hash != routed(R"({"conversation":"b"})").conversation_hash);
        CHECK(routed(R"({"id":"1"})").what == routed_line::kind::message);
        CHECK(routed("[1,2]").what == routed_line::kind::message);
    }

    TEST_CASE("what would spoil a frame is told apart")
    {
        for (const char* line :
             {"{", "nonsense", R"({"a":1} x)", R"({"a":})", "{\"a\":\"\xFF\"}", R"({"a":1},{"b":2})"}) {
            CAPTURE(line);
            CHECK(routed(line).what == routed_line::kind::broken);
        }
        CHECK(routed(std::string(200, '[') + std::string(200, ']')).what == routed_line::kind::broken);
        CHECK(routed("{").is_utf_8);
        CHECK_FALSE(routed("{\"a\":\"\xFF\"}").is_utf_8);
        CHECK(routed(R"({"end":true})").what == routed_line::kind::end_mark);
        CHECK(routed(R"({"end":true,"id":"1"})").what == routed_line::kind::message);
        CHECK(routed(R"({"end":false})").what == routed_line::kind::message);
    }

    TEST_CASE("times and where they stand")
    {
        const auto check = [](const std::string& line, long ts, const std::string& token) {
            CAPTURE(line);
            const auto how = routed(line);
            REQUIRE(how.ts.has_value());
            CHECK(how.ts->time_since_epoch().count() == ts);
            CHECK(line.substr(how.ts_begin, how.ts_end - how.ts_begin) == token);
        };
        check(R"({"ts":1762855815000,"id":"1"})", 1762855815000, "1762855815000");
        check(R"({"id":"\"ts\":1", "ts" : 1762855815000 })", 1762855815000, "1762855815000");
        check(R"({"a":{"ts":1},"ts":1762855815000})", 1762855815000, "1762855815000");
        check(R"({"ts":"2025-11-11T18:10:15+08:00"})", 1762855815000, R"("2025-11-11T18:10:15+08:00")");
        CHECK_FALSE(routed(R"({"ts":"yesterday"})").ts.has_value());
        CHECK_FALSE(routed(R"({"ts":1.5})").ts.has_value());
        CHECK_FALSE(routed(R"({"id":"1"})").ts.has_value());
    }
}

TEST_SUITE("app.progress")
{
    TEST_CASE("a rate stays for a second, unless there is none yet")
    {
        recent_rate rate;
        CHECK(rate.at(0, 0.1) == 0);
        CHECK(rate.at(50, 0.5) == 100);
        CHECK(rate.at(400, 0.9) == 100);
        CHECK(rate.at(600, 1.0) == 600);
        CHECK(rate.at(600, 1.9) == 600);
        CHECK(rate.at(600, 2.0) == 0);
        CHECK(rate.at(650, 2.5) == 100); // goes on after a stop
        CHECK(rate.at(650 + 8000, 10) == 1006);
    }
}

TEST_SUITE("app.send_pacing")
{
    TEST_CASE("by rate")
    {
        CHECK(due_times({4, 0}, {0, 0, 0, 0, 0}) == std::vector<long>{0, 250, 500, 750, 1000});
    }

    TEST_CASE("by the messages' own time")
    {
        CHECK(due_times({0, 1}, {5000, 5100, 5100, 6000}) == std::vector<long>{0, 100, 100, 1000});
        CHECK(due_times({0, 10}, {5000, 6000}) == std::vector<long>{0, 100});
        CHECK(due_times({0, 1}, {5000, 4000, 5200}) == std::vector<long>{0, 0, 200}); // out of order: at once
    }

    TEST_CASE("both hold")
    {
        CHECK(due_times({4, 1}, {0, 0, 900}) == std::vector<long>{0, 250, 900});
    }

    TEST_CASE("after a stall a rate does not pour out all it missed")
    {
        send_pacing pacing{10, 0};
        const send_pacing::clock::time_point begun{1h};
        CHECK(pacing.due({}, begun) == begun);
        const auto later = begun + 60s;
        for (int i = 0; i < 11; ++i) {
            CHECK(pacing.due({}, later) == later);
        }
        CHECK(pacing.due({}, later) > later);
    }

    TEST_CASE("neither: at once")
    {
        CHECK(due_times({0, 0}, {0, 99999999}) == std::vector<long>{0, 0});
    }
}
