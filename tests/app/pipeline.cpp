// The pipeline without sockets. The checkpoint is a cache: a start that finds none, or one that tells
// nothing, comes to the same bytes.
#include "app/pipeline/pipeline.h"

#include "connectors/codec/decode.h"
#include "engine/offline.h"
#include "rules/checker.h"
#include "storage/database.h"
#include "storage/keys.h"
#include "tests/support/seed.h"
#include "tests/support/temp_dir.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <mutex>

using namespace chatqc;

namespace {

constexpr std::string_view pack = R"(pack: small
language: 1
lists:
  bad: {phrases: [笨蛋]}
rules:
  - id: attitude.bad
    name: {zh: 词, en: word}
    category: attitude
    level: minor
    points: -1
    count: per_hit
    detect:
      phrase: {list: bad}
  - id: timeliness.reply
    name: {zh: 回复, en: reply}
    category: timeliness
    level: minor
    points: -1
    detect:
      response: {limit: 60s}
)";

engine::unit_log make_units()
{
    const rules::check_result checked = rules::check({{"small", {{"pack.yaml", std::string{pack}}}}});
    REQUIRE(checked.rules);
    std::vector<engine::pattern_error> errors;
    engine::unit_log units;
    units.activate(
        {}, engine::make_unit(checked.rules, std::make_shared<const engine::zone_tables>(), nullptr, errors)
    );
    return units;
}

// One conversation after the other, a few at a time: when half has been sent, the first sessions have ended
// and the last are open. Some questions are answered late, some never, some answers hold a bad word.
std::vector<std::string> make_messages(std::uint64_t seed)
{
    test::random random{seed};
    std::vector<std::string> lines;
    std::int64_t ts = 1'736'157'600'000; // 2025-01-06 10:00, within working hours without zones
    for (int n = 0; n < 600; ++n) {
        ts += random.between(0, 20'000);
        // An agent has the last word, or the session would stay open for a day.
        const bool last = n % 20 == 19;
        const bool customer = !last && random.chance(50);
        const auto conversation = static_cast<std::uint64_t>(n) / 20 + (last ? 0 : random.below(4));
        lines.push_back(
            R"({"id":"m)" + std::to_string(n) + R"(","conversation":"c)" + std::to_string(conversation) +
            R"(","ts":)" + std::to_string(ts) +
            (customer ? R"(,"role":"customer","text":"在吗","shop":"s1")"
                      : R"(,"role":"agent","sender":"ann","text":")" +
                            std::string{random.chance(20) ? "笨蛋" : "您好"} + '"') +
            '}'
        );
    }
    return lines;
}

std::string settled_json(std::vector<engine::verdict> verdicts)
{
    std::sort(verdicts.begin(), verdicts.end(), [](const engine::verdict& a, const engine::verdict& b) {
        return std::tie(a.decided_at, a.id) < std::tie(b.decided_at, b.id);
    });
    std::string out;
    for (const auto& one : verdicts) {
        engine::append_json(out, one, engine::verdict_view::settled);
        out += '\n';
    }
    return out;
}

class ack_counter final : public connectors::ingest_listener {
public:
    void durable(std::vector<connectors::frame_result>&& frames) override
    {
        const std::lock_guard lock{guard_};
        frames_ += frames.size();
        changed_.notify_all();
    }

    void wait_for(std::size_t frames)
    {
        std::unique_lock lock{guard_};
        changed_.wait(lock, [&] { return frames_ >= frames; });
    }

private:
    std::mutex guard_;
    std::condition_variable changed_;
    std::size_t frames_ = 0;
};

storage::options store_in(const std::filesystem::path& path)
{
    return {.path = path.string()};
}

// One life of a server without sockets: starts on what is stored, takes the messages, stops.
void live_once(
    const std::filesystem::path& path, const std::vector<std::string>& messages, bool end, unsigned shards
)
{
    auto stored = storage::store::open(store_in(path));
    REQUIRE(stored);
    const auto units = make_units();
    app::pipeline flow{
        {.shards = shards, .limits = {}}, **stored.value, units, [] { return engine::time_point{}; }};
    ack_counter acks;
    flow.connect(&acks, [](auto&&) {});
    flow.start();
    const auto tenant = flow.tenant("default");
    const auto source = flow.open_source(tenant, "file", true);
    connectors::message_decoder decoder;
    engine::time_point newest{};
    std::size_t sent = 0;
    const auto send = [&](std::string text) {
        connectors::ingest_frame frame;
        frame.tenant = tenant;
        frame.source = source.id;
        frame.clock.newest = newest;
        text.reserve(text.size() + connectors::decode_limits::padding);
        decoder.decode(text, {.tenant_name = "default", .tenant = tenant, .source = source.id}, frame);
        REQUIRE(frame.refused.empty());
        newest = frame.clock.newest;
        frame.clock.watermark = newest - engine::milliseconds{2000};
        flow.submit(std::move(frame));
        if (++sent % 10 == 0)
            acks.wait_for(sent); // a block holds what comes at once: let there be many
    };
    for (const auto& one : messages)
        send(one);
    if (end)
        send(R"({"end":true})");
    acks.wait_for(sent);
    flow.stop();
}

std::string settled_in(const std::filesystem::path& path)
{
    auto stored = storage::store::open(store_in(path));
    REQUIRE(stored);
    std::vector<engine::verdict> found;
    storage::verdict_query query;
    query.tenant = "default";
    query.limit = 1000;
    for (auto page = (*stored.value)->query(query);; page = (*stored.value)->query(query)) {
        REQUIRE(page);
        found.insert(found.end(), page.value->verdicts.begin(), page.value->verdicts.end());
        query.cursor = page.value->next;
        if (query.cursor.empty())
            return settled_json(std::move(found));
    }
}

std::string judged_offline(const std::vector<std::string>& messages)
{
    engine::offline_run run{make_units(), "default"};
    connectors::message_decoder decoder;
    for (std::string text : messages) {
        connectors::ingest_frame frame;
        text.reserve(text.size() + connectors::decode_limits::padding);
        decoder.decode(text, {}, frame);
        std::size_t consumed = 0;
        run.add(engine::read_record(frame.records, consumed)->message);
    }
    run.end();
    return settled_json(run.settled());
}

template <class Change> void change_rows(const std::filesystem::path& path, Change change)
{
    auto opened = storage::database::open(store_in(path));
    REQUIRE(opened);
    storage::write_set changes(**opened.value);
    change(changes);
    REQUIRE((*opened.value)->write(changes));
}

} // namespace

TEST_SUITE("app.pipeline")
{
    TEST_CASE("the shards answer a question one at a time, so that it may gather")
    {
        const test::temp_dir folder;
        auto stored = storage::store::open(store_in(folder / "data"));
        REQUIRE(stored);
        const auto units = make_units();
        app::pipeline flow{
            {.shards = 4, .limits = {}}, **stored.value, units, [] { return engine::time_point{}; }};
        ack_counter acks;
        flow.connect(&acks, [](auto&&) {});
        flow.start();
        std::vector<unsigned> answers;
        for (int n = 0; n < 500; ++n)
            flow.ask([&](unsigned shard, engine::shard&) { answers.push_back(shard); });
        CHECK(answers.size() == 2000);
        CHECK(std::count(answers.begin(), answers.end(), 3u) == 500);
        flow.stop();
    }
}

TEST_SUITE("app.restart")
{
    TEST_CASE("what a restart decides is told, and counted")
    {
        const test::temp_dir folder;
        live_once(
            folder / "data",
            {R"({"id":"q","conversation":"c","ts":1736157600000,"role":"customer","text":"在吗","shop":"s1"})"},
            false,
            1
        );
        auto stored = storage::store::open(store_in(folder / "data"));
        REQUIRE(stored);
        storage::commit_batch time_passed;
        time_passed.sources = (*stored.value)->sources();
        time_passed.sources.front().watermark += std::chrono::minutes{5};
        REQUIRE((*stored.value)->commit(time_passed));
        const auto units = make_units();
        app::pipeline flow{
            {.shards = 2, .limits = {}}, **stored.value, units, [] { return engine::time_point{}; }};
        ack_counter acks;
        std::vector<storage::feed_entry> told;
        flow.connect(&acks, [&](auto&& entries) { told = std::move(entries); });
        flow.start();
        REQUIRE(told.size() == 1);
        CHECK(told.front().position == (*stored.value)->last_feed_position());
        CHECK(told.front().value.rule == "timeliness.reply");
        CHECK(flow.totals().verdicts.size() == 1);
        flow.stop();
    }
}

TEST_SUITE("app.checkpoint")
{
    TEST_CASE("with the checkpoint, without it, and with one that says nothing: the same bytes")
    {
        CHATQC_SEEDED(seed);
        const test::temp_dir folder;
        const auto messages = make_messages(seed);
        const auto half = messages.begin() + static_cast<std::ptrdiff_t>(messages.size() / 2);
        live_once(folder / "first", {messages.begin(), half}, false, 1);
        {
            auto stored = storage::store::open(store_in(folder / "first"));
            REQUIRE(stored);
            const auto checkpoint = (*stored.value)->read_checkpoint();
            REQUIRE(checkpoint);
            CHECK(checkpoint->journal_from > 5); // of some 30 blocks: something is passed over
        }
        const auto expected = judged_offline(messages);
        CHECK(expected.find("attitude.bad") != std::string::npos);
        CHECK(expected.find("timeliness.reply") != std::string::npos);

        const auto goes_on = [&](const char* name, auto change) {
            CAPTURE(name);
            std::filesystem::copy(folder / "first", folder / name, std::filesystem::copy_options::recursive);
            change(folder / name);
            live_once(folder / name, {half, messages.end()}, true, 2);
            CHECK(settled_in(folder / name) == expected);
        };
        goes_on("kept", [](const auto&) {});
        goes_on("deleted", [](const auto& path) {
            change_rows(path, [](storage::write_set& changes) {
                changes.erase(storage::family::meta, storage::meta_checkpoint_key());
            });
        });
        goes_on("damaged", [](const auto& path) {
            change_rows(path, [](storage::write_set& changes) {
                changes.put(storage::family::meta, storage::meta_checkpoint_key(), "no checkpoint");
            });
        });
    }
}
