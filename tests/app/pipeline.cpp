// The pipeline without sockets.
#include "app/pipeline/huge_memory.h"
#include "connectors/codec/decode.h"
#include "engine/block_pool.h"
#include "tests/app/pipeline_lab.h"
#include "tests/support/temp_dir.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <future>
#include <thread>

using namespace chatqc;
using namespace chatqc::test;

namespace {

// On a store of its own, with a file that can be sent to it.
class running_pipeline {
public:
    explicit running_pipeline(unsigned shards = 1)
        : opened_(storage::store::open(store_in(folder_ / "data"))),
          flow{{.shards = shards, .limits = {}}, stored(), units_, [] { return engine::time_point{}; }}
    {
        flow.connect(&acks, [](auto&&) {});
        flow.start();
        tenant = flow.tenant("default");
        source_ = flow.open_source(tenant, "file", true).id;
    }

    // A frame of the file: messages as wire text, or its end.
    void send(std::string text, engine::time_point arrived = {})
    {
        connectors::ingest_frame frame;
        frame.tenant = tenant;
        frame.source = source_;
        frame.arrived = arrived;
        text.reserve(text.size() + connectors::decode_limits::padding);
        decoder_.decode(text, {.tenant_name = "default", .tenant = tenant, .source = source_}, frame);
        REQUIRE(frame.refused.empty());
        flow.submit(std::move(frame));
    }

    [[nodiscard]] storage::store& stored()
    {
        REQUIRE(opened_);
        return **opened_.value;
    }

private:
    const test::temp_dir folder_;
    storage::result<std::unique_ptr<storage::store>> opened_;
    const engine::unit_log units_ = make_units();
    connectors::message_decoder decoder_;
    engine::source_id source_ = 0;

public:
    ack_counter acks;
    app::pipeline flow;
    engine::tenant_id tenant = 0;
};

} // namespace

TEST_SUITE("app.pipeline")
{
    TEST_CASE("the shards answer a question one at a time, so that it may gather")
    {
        running_pipeline run{4};
        std::vector<unsigned> answers;
        for (int n = 0; n < 500; ++n)
            run.flow.ask([&](unsigned shard, engine::shard&) { answers.push_back(shard); });
        CHECK(answers.size() == 2000);
        CHECK(std::count(answers.begin(), answers.end(), 3u) == 500);
        run.flow.stop();
    }

    TEST_CASE("who cannot wait for a shard is told so, and the shard does not come back to it")
    {
        running_pipeline run;
        std::promise<void> waits;
        std::promise<void> gate;
        std::thread other{[&] {
            run.flow.ask([&](unsigned, engine::shard&) {
                waits.set_value();
                gate.get_future().wait();
            });
        }};
        waits.get_future().wait();
        bool answered = false;
        CHECK_FALSE(run.flow.ask_soon([&](unsigned, engine::shard&) { answered = true; }));
        CHECK_FALSE(run.flow.ask_settled([&](unsigned, engine::shard&) { answered = true; }));
        gate.set_value();
        other.join();
        CHECK(run.flow.ask_soon([](unsigned, engine::shard&) {}));
        CHECK_FALSE(answered);
        run.flow.stop();
    }
}

TEST_SUITE("app.huge_memory")
{
    TEST_CASE("there are as many bytes as wanted, zero and to be written, and whole chunks can be lent")
    {
        constexpr auto chunk = engine::block_pool::chunk_bytes;
        for (const std::size_t chunks : {1u, 3u}) {
            const app::huge_memory memory{chunks * chunk};
            const auto bytes = memory.bytes();
            REQUIRE(bytes.size() == chunks * chunk);
            CHECK(reinterpret_cast<std::uintptr_t>(bytes.data()) % chunk == 0);
            CHECK(std::all_of(bytes.begin(), bytes.end(), [](std::byte one) { return one == std::byte{0}; }));
            bytes.front() = bytes.back() = std::byte{1};
            engine::block_pool pool{1024};
            pool.lend(bytes);
            auto* const first = static_cast<std::byte*>(pool.take());
            CHECK(first > bytes.data());
            CHECK(first < bytes.data() + chunk);
            engine::block_pool::give_back(first);
        }
    }
}

TEST_SUITE("app.sources")
{
    // What a process takes with it when it dies comes again, and must not be late then.
    TEST_CASE("what is stored of a clock is not ahead of what is written")
    {
        const test::temp_dir folder;
        auto opened = storage::store::open(store_in(folder / "data"));
        REQUIRE(opened);
        auto& stored = **opened.value;
        app::source_registry sources{stored, {}, engine::milliseconds{2000}, engine::milliseconds{30'000}};
        const auto tenant = stored.tenant("default");
        REQUIRE(tenant);
        const auto source = sources.open(*tenant.value, "live", false);
        const auto frame_at = [&](std::int64_t second) {
            connectors::ingest_frame frame;
            frame.source = source.id;
            frame.clock = {instant(second), instant(second - 2)};
            return frame;
        };
        const auto taken = [&] {
            const auto states = sources.take_changed();
            REQUIRE(states.size() == 1);
            return states.front();
        };
        const auto first = frame_at(10);
        const auto second = frame_at(20);
        auto end = frame_at(30);
        end.end = true;
        for (const auto& frame : {first, second, end})
            sources.advance(frame);
        const auto none = taken();
        CHECK(none.watermark == engine::time_point{});
        CHECK_FALSE(none.ended);
        sources.written(first);
        const auto between = taken();
        CHECK(between.newest == instant(10));
        CHECK(between.watermark == instant(8));
        CHECK_FALSE(between.ended);
        sources.written(second);
        sources.written(end);
        const auto whole = taken();
        CHECK(whole.watermark == instant(28));
        CHECK(whole.ended);
        CHECK(sources.take_changed().empty());

        sources.advance(frame_at(40));
        sources.advance(source.id, instant(45)); // silent
        const auto held = taken();
        CHECK(held.watermark == instant(28));
        CHECK_FALSE(held.ended);
        sources.written(frame_at(40));
        CHECK(taken().watermark == instant(45));
    }
}

TEST_SUITE("app.arrival")
{
    // Retention goes by it.
    TEST_CASE("every block says when its messages arrived, also of a frame that takes several")
    {
        running_pipeline run;
        const engine::time_point arrived{std::chrono::hours{1}};
        std::string text = "[";
        for (int n = 0; n < 1000; ++n)
            text += (n > 0 ? "," : "") + std::string{R"({"id":"m)"} + std::to_string(n) +
                    R"(","conversation":"c","ts":1736157600000,"role":"system","text":")" +
                    std::string(3000, 'x') + "\"}";
        text += ']';
        run.send(text, arrived);
        run.acks.wait_for(1);
        run.flow.stop();
        unsigned blocks = 0;
        CHECK(run.stored().scan_journal(0, [&](const storage::journal_block& block) {
            CHECK(block.arrived == arrived);
            ++blocks;
            return true;
        }));
        CHECK(blocks > 1);
    }

    // Who hears so may read what is settled, however many turns it takes.
    TEST_CASE("an end is acknowledged once every session that it ends is on disk")
    {
        constexpr int conversations = 12'000;
        running_pipeline run;
        for (int n = 0; n < conversations; ++n)
            run.send(customer_line("c" + std::to_string(n), "m", 0));
        run.send(R"({"end":true})");
        run.acks.wait_for(conversations + 1);
        int ended = 0;
        REQUIRE(run.stored().scan_segments(run.tenant, [&](auto&&) {
            ++ended;
            return true;
        }));
        CHECK(ended == conversations);
        run.flow.stop();
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
            {.end = false}
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
        CHECK(std::get<engine::verdict>(told.front().what).rule == "timeliness.reply");
        CHECK(flow.totals().verdicts.size() == 1);
        flow.stop();
    }
}
