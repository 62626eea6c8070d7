// A server's life without sockets, for tests of what it leaves in its store: small packs, invented chats, a
// pipeline that takes them and stops.
#pragma once

#include "app/pipeline/pipeline.h"
#include "app/units.h"
#include "engine/offline.h"
#include "tests/support/temp_dir.h"

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::test {

// A bad word, and a reply within a minute.
extern const std::string_view small_pack;

// Without zones: every calendar is in UTC.
engine::unit_log make_units(std::string_view pack = small_pack);

// One conversation after the other, a few at a time: when half has been sent, the first sessions have ended
// and the last are open. Some questions are answered late, some never, some answers hold a bad word.
std::vector<std::string> make_messages(std::uint64_t seed);

class ack_counter final : public connectors::ingest_listener {
public:
    void durable(std::vector<connectors::frame_result>&& frames) override;
    void wait_for(std::size_t frames);

private:
    std::mutex guard_;
    std::condition_variable changed_;
    std::size_t frames_ = 0;
};

storage::options store_in(const std::filesystem::path& path, bool read_only = false);

struct life {
    bool end = true; // of the source, once all is sent
    unsigned shards = 1;
    engine::unit_log units = make_units();
    std::string source = "file";
    // Called when so many messages have been sent.
    std::function<void(app::pipeline&, std::size_t)> meanwhile = [](app::pipeline&, std::size_t) {};
};

// Starts on what is stored, takes the messages, one a frame, and stops.
void live_once(const std::filesystem::path& path, const std::vector<std::string>& messages, const life& how);

// A store that keeps its rules, as a server's does.
class judged_store {
public:
    explicit judged_store(std::string_view pack = small_pack);

    [[nodiscard]] std::filesystem::path path() const { return folder_ / "data"; }

    // A folder with this pack.
    std::string folder_of(std::string_view pack);

    // From now on the server is started with it.
    void use(std::string_view pack) { rules_ = folder_of(pack); }

    // What a start does with the rules; fails the test if they cannot be used.
    app::loaded_units load(storage::store& stored, const app::activation& when = {});
    void live(const std::vector<std::string>& messages, life how = {}, const app::activation& when = {});

    template <class Change> void change(Change change)
    {
        const auto stored = open();
        change(*stored);
    }

private:
    [[nodiscard]] std::unique_ptr<storage::store> open() const;

    temp_dir folder_;
    std::string rules_;
    int folders_ = 0;
};

// Messages as wire text; `second` counts from 2025-01-06 10:00 UTC.
std::string customer_line(const std::string& conversation, const std::string& id, std::int64_t second);
std::string agent_line(
    const std::string& conversation,
    const std::string& id,
    std::int64_t second,
    const std::string& text = "您好"
);
inline constexpr std::int64_t day_seconds = 86'400;
// The instant of such a second.
engine::time_point instant(std::int64_t second);

// The journal block that holds this message cannot be read any more.
void spoil_block_of(const std::filesystem::path& path, const std::string& message);

// What `export verdicts --settled` prints once all sessions have ended.
std::string settled_in(const std::filesystem::path& path);
std::string settled_json(std::vector<engine::verdict> verdicts);
// The first lines in which two such outcomes differ; empty if they do not.
std::string first_difference(const std::string& got, const std::string& expected);
std::unique_ptr<engine::offline_run>
run_offline(const std::vector<std::string>& messages, const engine::unit_log& units);
std::string judged_offline(const std::vector<std::string>& messages, const engine::unit_log& units);

} // namespace chatqc::test
