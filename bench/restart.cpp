#include "bench/restart.h"

#include "app/pipeline/pipeline.h"
#include "bench/engine_alone.h"
#include "bench/measure.h"
#include "bench/server_process.h"
#include "connectors/codec/decode.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace chatqc::bench {

namespace {

constexpr std::int64_t begins = 1'736'157'600'000; // 2025-01-06 10:00
constexpr std::int64_t round_ms = 10'000;          // every conversation says something within it
constexpr std::size_t frame_messages = 500;
constexpr engine::milliseconds lateness{2000};
constexpr std::chrono::milliseconds pause{1};

template <class T> T required(storage::result<T>&& from)
{
    if (!from) {
        throw std::runtime_error("restart: " + from.error.message);
    }
    return std::move(*from.value);
}

engine::unit_log make_units()
{
    engine::unit_log units;
    units.activate({}, make_bench_unit({"笨蛋", "骗子"}));
    return units;
}

class ack_count final : public connectors::ingest_listener {
public:
    void durable(std::vector<connectors::frame_result>&& frames) override { frames_ += frames.size(); }

    void wait_for(std::size_t frames) const
    {
        while (frames_ < frames) {
            std::this_thread::sleep_for(pause);
        }
    }

private:
    std::atomic<std::size_t> frames_{0};
};

// A server without sockets.
class running_server {
public:
    running_server(storage::store& stored, const restart_options& how, std::chrono::seconds checkpoint_every)
        : units_(make_units()),
          flow_({.shards = how.shards, .limits = {.checkpoint_every = checkpoint_every}}, stored, units_, [] {
              return engine::time_point{};
          })
    {
        flow_.connect(&acks_, [](auto&&) {});
        flow_.start();
    }

    [[nodiscard]] app::pipeline& flow() { return flow_; }

    // A line of every conversation, or of every `step`-th.
    void say(const restart_options& how, std::int64_t round, std::size_t step, std::string_view line)
    {
        for (std::size_t number = 0; number < how.conversations; number += step) {
            const auto ts =
                begins + round * round_ms + static_cast<std::int64_t>(number * round_ms / how.conversations);
            add(fmt::format(
                R"({{"id":"m{0}-{1}","conversation":"buyer-{1:08}","ts":{2},"shop":"shop-{3}",{4}}})",
                round,
                number,
                ts,
                number % 100,
                line
            ));
        }
        send();
        acks_.wait_for(sent_);
    }

    // All that was said has its turn.
    void pass_time(std::int64_t round)
    {
        add(fmt::format(
            R"({{"id":"t{0}","conversation":"clock","ts":{1},"role":"system","text":"time"}})",
            round,
            begins + (round + 1) * round_ms + lateness.count()
        ));
        send();
        acks_.wait_for(sent_);
    }

private:
    void add(const std::string& json)
    {
        text_ += text_.empty() ? '[' : ',';
        text_ += json;
        if (++messages_ == frame_messages) {
            send();
        }
    }

    void send()
    {
        if (messages_ == 0) {
            return;
        }
        text_ += ']';
        text_.reserve(text_.size() + connectors::decode_limits::padding);
        connectors::ingest_frame frame;
        frame.tenant = the_tenant;
        frame.source = source_.id;
        frame.clock.newest = source_.newest;
        decoder_.decode(text_, {.tenant_name = "default", .tenant = the_tenant, .source = source_.id}, frame);
        source_.newest = frame.clock.newest;
        frame.clock.watermark = source_.newest - lateness;
        while (!flow_.has_room()) {
            std::this_thread::sleep_for(pause);
        }
        flow_.submit(std::move(frame));
        ++sent_;
        messages_ = 0;
        text_.clear();
    }

    engine::unit_log units_;
    ack_count acks_;
    app::pipeline flow_;
    connectors::opened_source source_ = flow_.open_source(the_tenant, "bench", true);
    connectors::message_decoder decoder_;
    std::string text_;
    std::size_t messages_ = 0;
    std::size_t sent_ = 0;
};

// Stops, or is killed once all conversations have a row and a few have gone on since.
void live(const std::string& path, const restart_options& how, bool is_killed)
{
    const auto stored = required(storage::store::open({.path = path}));
    running_server server(*stored, how, std::chrono::seconds{is_killed ? 1 : 3600});
    server.say(how, 0, 1, R"("role":"customer","text":"在吗")");
    server.say(how, 1, 1, R"("role":"agent","sender":"ann","text":"您好")");
    server.say(how, 2, 1, R"("role":"customer","text":"什么时候发货")");
    const auto end = stored->next_block(); // the last message, which moves the clock, waits for its own turn
    server.pass_time(2);
    if (!is_killed) {
        return server.flow().stop();
    }
    while (stored->checkpoint().value_or(0) < end) {
        std::this_thread::sleep_for(pause);
    }
    if (how.tail > 0) {
        const auto step = std::max<std::size_t>(1, how.conversations / how.tail);
        server.say(how, 4, step, R"("role":"agent","sender":"ann","text":"今天")");
        server.pass_time(4);
    }
    (void)::kill(::getpid(), SIGKILL);
}

restart_turn start(const std::string& path, const restart_options& how)
{
    restart_turn turn;
    const auto begin = bench_clock::now();
    const auto stored = required(storage::store::open({.path = path}));
    const auto opened = bench_clock::now();
    const auto before = resident_bytes("self");
    auto* server = new running_server(*stored, how, std::chrono::seconds{3600}); // the process ends with it
    turn.spent = ms_between(opened, bench_clock::now());
    turn.open = ms_between(begin, opened);
    turn.memory = resident_bytes("self") - before;
    server->flow().ask([&](unsigned, engine::shard& shard) { turn.rows += shard.open_sessions(); });
    return turn;
}

restart_turn read_bare(const std::string& path)
{
    restart_turn turn;
    const auto begin = bench_clock::now();
    const auto stored = required(storage::store::open({.path = path}));
    const auto opened = bench_clock::now();
    required(stored->scan_checkpoint([&](std::string_view bytes) {
        turn.rows += engine::read_checkpoint_row(bytes) ? 1u : 0u;
        return true;
    }));
    required(stored->scan_journal(stored->checkpoint().value_or(0), [&](const storage::journal_block& block) {
        std::string_view rest = block.bytes();
        std::size_t consumed = 0;
        while (engine::read_record(rest, consumed)) {
            rest.remove_prefix(consumed);
            ++turn.messages;
        }
        return true;
    }));
    turn.spent = ms_between(opened, bench_clock::now());
    turn.open = ms_between(begin, opened);
    return turn;
}

// Runs `work` in a child and takes its answer; none: the child killed itself.
template <class Work> restart_turn in_child(Work work)
{
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        throw std::runtime_error("restart: no pipe");
    }
    const pid_t child = ::fork();
    if (child < 0) {
        throw std::runtime_error("restart: no process");
    }
    if (child == 0) {
        try {
            const restart_turn turn = work();
            ::_exit(::write(ends[1], &turn, sizeof turn) == sizeof turn ? 0 : 1);
        } catch (const std::exception& error) {
            fmt::print(stderr, "{}\n", error.what());
            ::_exit(1);
        }
    }
    ::close(ends[1]);
    restart_turn turn;
    const bool answered = ::read(ends[0], &turn, sizeof turn) == sizeof turn;
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!answered && !(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)) {
        throw std::runtime_error("restart: a server failed");
    }
    return turn;
}

} // namespace

void run_restarts(
    const std::string& folder,
    const restart_options& how,
    const std::function<void(const restart_pair&)>& tell
)
{
    namespace fs = std::filesystem;
    const std::string made = folder + "/made";
    const std::string copy = folder + "/copy";
    const auto on_copy = [&](const auto& work) {
        fs::copy(made, copy, fs::copy_options::recursive);
        const auto turn = in_child([&] { return work(copy); });
        fs::remove_all(copy);
        return turn;
    };
    for (const bool is_killed : {false, true}) {
        in_child([&] {
            live(made, how, is_killed);
            return restart_turn{};
        });
        for (std::size_t turn = 0; turn < how.turns; ++turn) {
            restart_pair pair;
            pair.is_killed = is_killed;
            pair.bare = on_copy([](const std::string& path) { return read_bare(path); });
            pair.start = on_copy([&](const std::string& path) { return start(path, how); });
            if (pair.start.rows != how.conversations) {
                throw std::runtime_error(fmt::format("restart: {} sessions are open", pair.start.rows));
            }
            tell(pair);
        }
        fs::remove_all(made);
    }
}

} // namespace chatqc::bench
