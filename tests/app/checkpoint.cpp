// The checkpoint is a cache: whatever is missing of it, damaged or old, a start comes to the same bytes; and
// what sleeps after a start answers as if it had never stopped.
#include "connectors/codec/decode.h"
#include "storage/database.h"
#include "storage/keys.h"
#include "tests/app/pipeline_lab.h"
#include "tests/support/seed.h"
#include "tests/support/temp_dir.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <tuple>

using namespace chatqc;
using namespace chatqc::test;

namespace {

template <class Change> void change_rows(const std::filesystem::path& path, Change change)
{
    auto opened = storage::database::open(store_in(path));
    REQUIRE(opened);
    storage::write_set changes(**opened.value);
    change(**opened.value, changes);
    REQUIRE((*opened.value)->write(changes));
}

std::vector<std::string> row_keys(const storage::database& in)
{
    std::vector<std::string> keys;
    storage::row_iterator row(in, storage::family::checkpoints, {}, storage::walk::bulk);
    for (row.to_first(); row.valid(); row.next())
        keys.emplace_back(row.key());
    return keys;
}

connectors::ingest_frame
frame_of(std::string text, app::pipeline& flow, const connectors::opened_source& source)
{
    connectors::ingest_frame frame;
    frame.tenant = flow.tenant("default");
    frame.source = source.id;
    frame.clock.newest = source.newest;
    text.reserve(text.size() + connectors::decode_limits::padding);
    connectors::message_decoder decoder;
    decoder.decode(text, {.tenant_name = "default", .tenant = frame.tenant, .source = source.id}, frame);
    REQUIRE(frame.refused.empty());
    frame.clock.watermark = frame.clock.newest - engine::milliseconds{2000};
    return frame;
}

// A server that takes these messages and dies: what it leaves of its checkpoints is as old as the dice say.
void live_and_die(
    const std::filesystem::path& path, const std::vector<std::string>& messages, test::random& random
)
{
    auto stored = storage::store::open(store_in(path));
    REQUIRE(stored);
    const auto units = make_units();
    app::pipeline* running = nullptr;
    app::pipeline_options how{.shards = 2, .limits = {}};
    how.limits.checkpoint_every = std::chrono::seconds{1};
    how.limits.tick = std::chrono::seconds{1};
    how.go_on = [&] {
        bool did = false;
        for (unsigned shard = 0; shard < how.shards; ++shard)
            did = running->step_shard(shard) || did;
        return running->step_committer() || did;
    };
    app::pipeline flow{how, **stored.value, units, [] { return engine::time_point{}; }};
    running = &flow;
    ack_counter acks;
    flow.connect(&acks, [](auto&&) {});
    flow.start();
    auto source = flow.open_source(flow.tenant("default"), "file", true);
    for (const auto& one : messages) {
        auto frame = frame_of(one, flow, source);
        source.newest = frame.clock.newest;
        flow.submit(std::move(frame));
        while (how.go_on())
            ;
        if (random.chance(10))
            flow.tick();
    }
}

// Whatever others ask of open conversations, as text.
std::string views_of(app::pipeline& flow, std::size_t conversations)
{
    std::map<unsigned, std::vector<std::string>> of_shards;
    std::vector<engine::open_wait> waits;
    std::size_t sessions = 0;
    flow.ask([&](unsigned of, engine::shard& shard) {
        auto& lines = of_shards[of];
        const auto start = shard.oldest_start(1);
        lines.push_back("oldest " + std::to_string(start ? start->time_since_epoch().count() : 0));
        for (const std::string_view shop : {"", "s1", "s2"}) {
            auto found = shard.waits("default", shop, 1000);
            waits.insert(waits.end(), found.begin(), found.end());
        }
        sessions += shard.open_sessions();
        for (std::size_t number = 0; number < conversations; ++number) {
            const auto name = "c" + std::to_string(number);
            auto line = name;
            if (const auto open = shard.open_session(1, name))
                line += " " + open->id + " " + std::to_string(open->started.time_since_epoch().count());
            for (const auto& where : shard.open_positions(1, name))
                line += " " + std::to_string(where.block) + ":" + std::to_string(where.offset);
            lines.push_back(line);
        }
    });
    const auto key = [](const engine::open_wait& one) {
        return std::tie(one.conversation, one.rule, one.shop);
    };
    std::sort(waits.begin(), waits.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    auto& lines = of_shards[0];
    for (const auto& one : waits) {
        lines.push_back(
            one.conversation + " " + one.shop + " " + one.agent + " " + one.rule + " " + one.profile + " " +
            std::to_string(one.opened.time_since_epoch().count()) + " " +
            std::to_string(one.deadline.time_since_epoch().count()) + (one.warns ? " warns" : "") +
            (one.late ? " late" : "")
        );
    }
    std::string text = std::to_string(sessions) + " open\n";
    for (const auto& [number, its_lines] : of_shards) {
        for (const auto& line : its_lines)
            text += line + '\n';
    }
    return text;
}

struct answers {
    std::string before, after; // messages were sent again
    std::uint64_t duplicates = 0;
    std::uint64_t awake = 0, woken = 0; // at first, and then
};

std::uint64_t loaded_in(app::pipeline& flow)
{
    std::uint64_t sum = 0;
    flow.ask([&](unsigned, engine::shard& shard) { sum += shard.loaded(); });
    return sum;
}

answers answers_in(const std::filesystem::path& path, const std::vector<std::string>& messages)
{
    auto stored = storage::store::open(store_in(path));
    REQUIRE(stored);
    const auto units = make_units();
    app::pipeline flow{
        {.shards = 2, .limits = {}}, **stored.value, units, [] { return engine::time_point{}; }};
    ack_counter acks;
    flow.connect(&acks, [](auto&&) {});
    flow.start();
    answers found;
    found.before = views_of(flow, messages.size());
    found.awake = loaded_in(flow);
    const auto source = flow.open_source(flow.tenant("default"), "file", true);
    for (const auto& one : messages)
        flow.submit(frame_of(one, flow, source));
    acks.wait_for(messages.size());
    found.after = views_of(flow, messages.size());
    found.duplicates = flow.totals().duplicates;
    found.woken = loaded_in(flow) - found.awake;
    flow.stop();
    return found;
}

// Messages of conversations of which nothing has ended.
std::vector<std::string>
open_ones(const std::filesystem::path& path, const std::vector<std::string>& messages)
{
    auto stored = storage::store::open(store_in(path));
    REQUIRE(stored);
    std::vector<std::string> found;
    constexpr std::string_view field = R"("conversation":")";
    for (const auto& one : messages) {
        const auto begin = one.find(field) + field.size();
        if ((*stored.value)->segments(1, one.substr(begin, one.find('"', begin) - begin)).empty())
            found.push_back(one);
    }
    return found;
}

} // namespace

TEST_SUITE("app.checkpoint")
{
    TEST_CASE("with the checkpoint, without it, damaged or as another left it: the same bytes")
    {
        CHATQC_SEEDED(seed);
        const test::temp_dir folder;
        const auto messages = make_messages(seed);
        const auto half = messages.begin() + static_cast<std::ptrdiff_t>(messages.size() / 2);
        live_once(folder / "first", {messages.begin(), half}, {.end = false});
        std::size_t rows = 0;
        change_rows(folder / "first", [&](storage::database& in, storage::write_set& changes) {
            rows = row_keys(in).size();
            changes.put(storage::family::meta, storage::meta_note_key("looked at"), "");
        });
        CHECK(rows > 1);
        const auto expected = judged_offline(messages, test::make_units());
        CHECK(expected.find("attitude.bad") != std::string::npos);
        CHECK(expected.find("timeliness.reply") != std::string::npos);

        const auto goes_on = [&](const char* name, auto change) {
            CAPTURE(name);
            std::filesystem::copy(folder / "first", folder / name, std::filesystem::copy_options::recursive);
            change(folder / name);
            live_once(folder / name, {half, messages.end()}, {.shards = 2});
            CHECK(first_difference(settled_in(folder / name), expected) == "");
            change_rows(folder / name, [](storage::database& in, storage::write_set& changes) {
                CHECK(row_keys(in).empty()); // all sessions have ended
                changes.put(storage::family::meta, storage::meta_note_key("looked at"), "");
            });
        };
        const auto goes_on_with_rows = [&](const char* name, auto change) {
            goes_on(name, [&](const auto& path) { change_rows(path, change); });
        };
        goes_on("kept", [](const auto&) {});
        goes_on("deleted", [](const auto& path) {
            auto stored = storage::store::open(store_in(path));
            REQUIRE(stored);
            REQUIRE((*stored.value)->erase_checkpoint());
        });
        goes_on_with_rows("no head", [](storage::database&, storage::write_set& changes) {
            changes.erase(storage::family::meta, storage::meta_checkpoint_key());
        });
        goes_on_with_rows("damaged head", [](storage::database&, storage::write_set& changes) {
            changes.put(storage::family::meta, storage::meta_checkpoint_key(), "no checkpoint");
        });
        goes_on_with_rows("damaged row", [](storage::database& in, storage::write_set& changes) {
            changes.put(storage::family::checkpoints, row_keys(in).back(), "no row");
        });
        goes_on_with_rows("newer row", [](storage::database& in, storage::write_set& changes) {
            storage::pinned_value row;
            const auto key = row_keys(in).front();
            REQUIRE(in.read(storage::family::checkpoints, key, row));
            changes.put(storage::family::checkpoints, key, "\x02" + std::string{row.bytes().substr(1)});
        });
    }

    TEST_CASE("an old checkpoint, and a crash after a crash: the same bytes")
    {
        CHATQC_SEEDED(seed);
        test::random random{seed};
        const auto messages = make_messages(seed);
        const auto expected = judged_offline(messages, test::make_units());
        const test::temp_dir folder;
        auto from = messages.begin();
        for (const std::ptrdiff_t part : {300, 150, 100}) {
            live_and_die(folder / "data", {from, from + part}, random);
            from += part;
        }
        live_once(folder / "data", {from, messages.end()}, {});
        CHECK(first_difference(settled_in(folder / "data"), expected) == "");
    }

    TEST_CASE("what sleeps answers as what is awake, and goes on sleeping")
    {
        CHATQC_SEEDED(seed);
        const test::temp_dir folder;
        const auto all = make_messages(seed);
        std::vector<std::string> messages{all.begin(), all.begin() + 300};
        messages.push_back(customer_line("c98", "asks", 3600));
        messages.push_back(customer_line("c99", "asks", 3603)); // waits for its turn, in no row
        live_once(folder / "asleep", messages, {.end = false});
        std::filesystem::copy(folder / "asleep", folder / "awake", std::filesystem::copy_options::recursive);
        {
            auto stored = storage::store::open(store_in(folder / "awake"));
            REQUIRE(stored);
            REQUIRE((*stored.value)->erase_checkpoint());
        }
        const auto again = open_ones(folder / "asleep", messages);
        CHECK(again.size() > 10);
        const auto asleep = answers_in(folder / "asleep", again);
        const auto awake = answers_in(folder / "awake", again);
        CHECK(first_difference(asleep.before, awake.before) == "");
        CHECK(asleep.before.find("timeliness.reply") != std::string::npos);
        CHECK(asleep.duplicates == again.size());
        CHECK(awake.duplicates == again.size());
        CHECK(first_difference(asleep.after, asleep.before) == "");
        CHECK(first_difference(awake.after, awake.before) == "");
        CHECK(asleep.awake == 0);
        CHECK(asleep.woken == 0);
    }
}
