// The pipeline: sockets → shards → one committer → sockets. It joins engine and storage, owns their threads,
// applies the wall clock to sources, and brings the state back at a start. Its parts go on in steps; a
// simulation has no threads and calls the steps itself.
#pragma once

#include "app/pipeline/committer.h"
#include "app/pipeline/huge_memory.h"
#include "app/pipeline/incident_keeper.h"
#include "app/pipeline/shard_worker.h"
#include "app/pipeline/sources.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace chatqc::app {

struct pipeline_limits {
    // Decoded and not yet durable, over all connections; larger: more memory, smoother peaks.
    std::size_t in_flight_bytes = 16u << 20;
    std::chrono::seconds checkpoint_every{30};
    std::chrono::milliseconds tick{50};
    wake_limits wakes{};
};

struct pipeline_options {
    unsigned shards = 1;
    engine::milliseconds lateness{2000};
    engine::milliseconds source_grace{30000};
    // Over all shards: memory for open conversations that is there from the start, a KiB each.
    std::size_t reserved_bytes = 0;
    pipeline_limits limits;
    // If given, start() makes no threads: the owner calls the steps, and whoever waits for another part
    // inside one calls this.
    go_on_call go_on{};
    // What portions of work are timed with.
    steady_call steady{};
};

using wall_clock = std::function<engine::time_point()>;

class pipeline final : public connectors::ingest_backend {
public:
    using publisher = std::function<void(std::vector<storage::feed_entry>&&)>;

    pipeline(
        const pipeline_options& how, storage::store& stored, const engine::unit_log& units, wall_clock wall
    );
    // Stops; without threads it is left where it stands, like a process that dies.
    ~pipeline() override;

    // Before start(): who is told of durable frames and of published verdicts.
    void connect(connectors::ingest_listener* listener, publisher published);

    // Before start(): who is told how long each synced batch took, on the committer's thread.
    void time_commits(std::function<void(std::chrono::nanoseconds)> timed) { timed_ = std::move(timed); }

    // Restores the open conversations, commits what time has brought meanwhile, and starts the threads.
    // Throws std::runtime_error if the store cannot be read.
    void start();
    // Works off what was submitted, commits, writes a checkpoint, ends the threads. No submit() may follow.
    void stop();

    // What the threads do, again and again. Without threads: from one at a time, and a shard or the committer
    // not from within its own step. The first two say whether there was anything to do.
    bool step_shard(unsigned number) { return workers_[number]->step(); }

    bool step_committer() { return committer_.step(); }

    // Once every limits.tick: sources gone for longer than their grace, and now and then a checkpoint.
    void tick();

    engine::tenant_id tenant(std::string_view name) override;
    connectors::opened_source
    open_source(engine::tenant_id tenant, std::string_view name, bool recorded) override;
    void submit(connectors::ingest_frame&& frame) override;
    void silent(engine::source_id source, engine::time_point watermark) override;
    void gone(engine::source_id source, engine::time_point at) override;
    [[nodiscard]] bool has_room() const override;
    [[nodiscard]] std::string obstacle() const override;

    // A unit that becomes active at `kept.active_from`, later than all before it. It is stored first; then
    // what begins from that time on is judged by it, and what has begun already is judged again, beside live
    // traffic, as late messages are. An error, or storage::read_error: nothing has changed. False: it is
    // active, but not everything is judged again yet; a later activation or the next start goes on with it.
    // One at a time.
    storage::result<bool>
    activate(const storage::unit& kept, const std::shared_ptr<const engine::unit>& unit);

    // Asks every shard on its thread, one at a time, and waits for the answers.
    void ask(const std::function<void(unsigned shard, engine::shard&)>& what);
    // The same for who cannot wait: false if not all have answered soon, because a shard waits for the disk.
    [[nodiscard]] bool ask_soon(const std::function<void(unsigned shard, engine::shard&)>& what);
    // The same, and then waits until what the shards had let go of by then can be read from the store: a
    // session that has ended is in one of the two. If the shards or the disk do not answer soon, false, and
    // it may be in neither.
    bool ask_settled(const std::function<void(unsigned shard, engine::shard&)>& what);

    [[nodiscard]] pipeline_totals totals() const { return committer_.totals(); }

    [[nodiscard]] std::vector<source_status> sources() const { return sources_.list(); }

    [[nodiscard]] std::size_t in_flight_bytes() const { return in_flight_; }

    // Conversations whose late messages are stored and not worked in yet.
    [[nodiscard]] std::size_t late_conversations() const;

    [[nodiscard]] engine::time_point now() const { return wall_(); }

private:
    void lend_reserved();
    void recover();
    storage::result<std::uint64_t>
    judge_stored_again(const std::vector<storage::unit>& units, engine::time_point from);
    void finish_activation();
    bool
    ask(const std::function<void(unsigned shard, engine::shard&)>& what,
        std::chrono::steady_clock::time_point until);
    void keep_time();
    void begin_checkpoint();
    void go_on_with_checkpoint();
    void write_checkpoint_head(std::uint64_t journal_from);
    void write_last_checkpoint();
    // Whether all that the shards had let go of is on disk before long.
    bool settle();
    void broadcast(const clock_change& change);
    void share(const engine::shop_sighting& seen);

    pipeline_options how_;
    storage::store& stored_;
    wall_clock wall_;
    source_registry sources_;
    incident_keeper incidents_;
    committer committer_;
    std::optional<huge_memory> reserved_; // lent to the shards
    std::vector<std::unique_ptr<shard_worker>> workers_;
    connectors::ingest_listener* listener_ = nullptr;
    publisher published_;
    std::function<void(std::chrono::nanoseconds)> timed_ = [](std::chrono::nanoseconds) {};
    std::atomic<std::size_t> in_flight_{0};
    std::atomic<bool> accepting_{false};
    // From here on an activation of this run could not judge everything again; max(): there is none.
    engine::time_point unfinished_from_ = engine::time_point::max();
    // The timekeeper's.
    std::int64_t ticks_ = 0; // since a checkpoint began
    bool is_checkpointing_ = false;
    std::array<std::uint64_t, 3> turns_{}; // the blocks before which the last ones began
    std::thread timekeeper_;
    std::mutex guard_;
    std::condition_variable stopped_;
    bool stopping_ = false;
};

} // namespace chatqc::app
