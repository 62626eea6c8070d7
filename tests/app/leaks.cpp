// A leaked number is told to have been seen in another customer's conversation, and no verdict depends on
// that.
#include "app/server.h"
#include "tests/app/pipeline_lab.h"

#include <doctest/doctest.h>
#include <simdjson.h>

using namespace chatqc;
using namespace chatqc::test;

namespace {

constexpr std::string_view leaks_pack = R"(pack: leaks
language: 1
lists:
  bad: {phrases: [笨蛋]}
rules:
  - {id: leak, level: major, detect: {privacy_leak: }}
  - {id: bad, level: minor, detect: {phrase: {list: bad}}}
)";

constexpr std::int64_t hour = 3600;

std::string says(
    const std::string& conversation, const std::string& customer, std::int64_t second, const std::string& text
)
{
    return R"({"id":"q)" + std::to_string(second) + R"(","conversation":")" + conversation + R"(","ts":)" +
           std::to_string(instant(second).time_since_epoch().count()) + R"(,"role":"customer","text":")" +
           text + (customer.empty() ? "" : R"(","customer":")" + customer) + "\"}";
}

// The "conversation:rule:seen_with" of each verdict, as the server lists them.
std::string seen(const std::vector<std::string>& messages, unsigned shards = 1, bool end = true)
{
    judged_store made{leaks_pack};
    life how;
    how.shards = shards;
    how.end = end;
    made.live(messages, std::move(how));
    app::serve_options options;
    options.data = made.path().string();
    options.listen = "127.0.0.1:0";
    options.report_time = "";
    options.rules = {made.folder_of(leaks_pack)};
    app::server server{options, [] { return instant(0); }};
    REQUIRE(server.start() == "");
    const auto get = [&](const std::string& path) {
        const auto match = server.endpoints().find("GET", path);
        REQUIRE(match.found != nullptr);
        connectors::endpoint_request request;
        request.tenant = "default";
        request.path = match.path;
        request.query = {{"order", "oldest"}};
        return match.found->handler(request).body;
    };
    simdjson::dom::parser parser, another;
    std::string told;
    const auto all = get("/v1/verdicts");
    for (const auto one : simdjson::dom::array{parser.parse(all)["verdicts"]}) {
        const auto json = simdjson::minify(one);
        const std::string conversation{std::string_view{one["conversation"]}};
        told += conversation + ":" + std::string{std::string_view{one["rule"]}} + ":";
        simdjson::dom::array notes;
        if (one["seen_with"].get(notes) == simdjson::SUCCESS)
            for (const auto note : notes)
                told += std::string{std::string_view{note["conversation"]}} + " ";
        // The same verdict alone, and in its conversation.
        CHECK(get("/v1/verdicts/" + std::string{std::string_view{one["id"]}}) == json);
        CHECK(get("/v1/conversations/" + conversation).find(json) != std::string::npos);
        told += "\n";
    }
    server.stop();
    server.run();
    return told;
}

const std::string leak = agent_line("c1", "r1", 2 * hour, "您的电话是 13812345678 吧");

} // namespace

TEST_SUITE("app.leaks")
{
    TEST_CASE("a number that another customer told, before or after, on any shard")
    {
        for (const unsigned shards : {1u, 2u, 3u}) {
            CAPTURE(shards);
            CHECK(seen({says("c2", "", 0, "我的号码 138 1234 5678"), leak}, shards) == "c1:leak:c2 \n");
            CHECK(seen({leak, says("c2", "", 5 * hour, "打 13812345678")}, shards) == "c1:leak:c2 \n");
        }
    }

    TEST_CASE("nobody told it, or only who is known to be the same customer")
    {
        CHECK(seen({says("c2", "", 0, "我的号码 13912345678"), leak}) == "c1:leak:\n");
        CHECK(
            seen({says("c1", "zhou", 0, "在吗"), says("c2", "zhou", 1, "13812345678"), leak}) == "c1:leak:\n"
        );
        CHECK(
            seen({says("c1", "zhou", 0, "在吗"), says("c2", "wu", 1, "13812345678"), leak}) == "c1:leak:c2 \n"
        );
        CHECK(
            seen({says("c1", "zhou", 0, "在吗"), says("c2", "", 1, "13812345678"), leak}) == "c1:leak:c2 \n"
        );
        const auto open = says("c1", "zhou", 2 * hour - 1, "在吗"); // whose session has not ended
        const auto later = says("c3", "", 2 * hour + 10, "在吗");
        CHECK(seen({says("c2", "zhou", 1, "13812345678"), open, leak, later}, 1, false) == "c1:leak:\n");
        CHECK(seen({says("c1", "", 0, "13812345678"), leak}).empty()); // his own
    }

    TEST_CASE("addresses, several conversations, other rules")
    {
        CHECK(
            seen(
                {says("c2", "", 0, "寄到中山路12号3栋"),
                 agent_line("c1", "r1", 2 * hour, "寄中山路12号3栋502室对吗")}
            ) == "c1:leak:c2 \n"
        );
        std::vector<std::string> messages;
        for (int n = 2; n < 9; ++n)
            messages.push_back(says("c" + std::to_string(n), "", n, "13812345678"));
        messages.push_back(leak);
        messages.push_back(agent_line("c9", "r1", 2 * hour + 1, "笨蛋 13812345678"));
        CHECK(seen(messages) == "c1:leak:c2 c3 c4 c5 c6 \nc9:leak:c2 c3 c4 c5 c6 \nc9:bad:\n");
    }

    TEST_CASE("no settled verdict depends on what other customers told")
    {
        const auto settled = [](const std::vector<std::string>& messages) {
            judged_store made{leaks_pack};
            made.live(messages);
            return settled_in(made.path());
        };
        const auto alone = settled({leak});
        CHECK_FALSE(alone.empty());
        CHECK(alone == settled({says("c2", "", 0, "13812345678"), leak}));
        CHECK(alone == judged_offline({leak}, make_units(leaks_pack)));
    }
}
