// The one that writes: gathers what the shards have ready into one synced batch, and only then lets acks and
// verdicts out. While a commit is syncing, the next one fills. On a thread of its own, or where its owner
// calls step().
#pragma once

#include "app/pipeline/incident_keeper.h"
#include "app/pipeline/sources.h"
#include "app/pipeline/work.h"

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace chatqc::app {

// What the committer tells, where it runs, after the sync. None may block.
struct committer_events {
    std::function<void(unsigned shard, std::uint64_t block)> durable;
    std::function<void(std::vector<connectors::frame_result>&&)> answered;
    std::function<void(std::vector<storage::feed_entry>&&)> published; // never empty
    std::function<void(std::size_t bytes)> released;                   // of frames that are answered
    std::function<void(std::chrono::nanoseconds)> committed;           // a synced batch took this long
};

// Totals since the start; every received message ends in exactly one of the first four.
struct pipeline_totals {
    std::uint64_t accepted = 0; // judged
    std::uint64_t duplicates = 0;
    std::uint64_t too_late = 0;                   // stored, not judged
    std::map<std::string, std::uint64_t> refused; // by code
    std::uint64_t recomputed = 0;                 // conversations run again for late messages
    std::uint64_t commits = 0;
    std::uint64_t commit_failures = 0;
    std::map<std::pair<std::string, std::string>, std::uint64_t>
        verdicts; // by rule and level, new final ones
    std::uint64_t retracted = 0;
    std::map<std::string, std::uint64_t> incidents; // by rule, new ones
};

class committer {
public:
    committer(
        storage::store& stored, source_registry& sources, incident_keeper& incidents, committer_events events
    );
    // Without stop(): what was handed in is written only if there is a thread.
    ~committer();

    [[nodiscard]] work_queue<shard_output>& outputs() { return outputs_; }

    void start();

    // One turn: one try to write what was handed in, with what has become of incidents, or what could not be
    // written last time. Whether there was anything.
    bool step();

    // Looks whether incidents are due; from any thread.
    void wake();

    // Counts and tells the verdicts and incidents of a batch that is written.
    void publish(storage::commit_batch&& batch, const storage::commit_receipt& receipt);

    // Writes what was handed in and what becomes of incidents, and ends the thread. The shards must have
    // stopped.
    void stop();

    [[nodiscard]] pipeline_totals totals() const;
    // The failure the last commit is retrying after, or an empty one.
    [[nodiscard]] storage::failure trouble() const;

private:
    // What is being written: tried again until it is.
    struct commit {
        std::vector<shard_output> outputs;
        std::vector<std::shared_ptr<frame_in_flight>> frames; // whose last part is among them
        storage::commit_batch batch;
        bool is_empty = false; // nothing to write: only to be told
        storage::commit_receipt receipt;
    };

    void run();
    void end_thread();
    void write_all();
    void finish_incidents();
    void prepare(std::vector<shard_output>&& outputs);
    bool write(commit& what);
    void log(const storage::result<storage::commit_receipt>& done);
    void answer(commit& what);
    void count(const connectors::frame_result& frame, const connectors::ingest_frame& from);

    storage::store& stored_;
    source_registry& sources_;
    incident_keeper& incidents_;
    committer_events events_;
    work_queue<shard_output> outputs_;
    std::thread thread_;
    std::atomic<bool> stopping_{false};
    std::optional<commit> unwritten_;
    bool has_given_up_ = false; // while stopping
    bool is_failing_ = false;   // since the last commit
    mutable std::mutex guard_;
    pipeline_totals totals_;
    storage::failure trouble_;
};

} // namespace chatqc::app
