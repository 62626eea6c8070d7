// One shard's turns: takes frames and clock changes in batches, runs the engine, hands results to the
// committer. Live messages go first; sources that are behind, and late messages that are to be worked in, get
// turns of their own between them. On a thread of its own, or where its owner calls step().
#pragma once

#include "app/pipeline/inflow.h"
#include "app/pipeline/settled_history.h"
#include "app/pipeline/work.h"

#include <atomic>
#include <chrono>
#include <thread>

namespace chatqc::app {

// How many conversations whose time has come go on with one batch. A clock that leaps, at an `end` or after a
// source was away, brings the time of all of its conversations at once; those over it wait for turns of what
// is behind.
struct wake_limits {
    // Beside a live batch, of live sources: so many, and so many a message, which is more than messages ask
    // for.
    std::size_t beside_live = 256;
    std::size_t a_message = 8;
    std::size_t a_turn = 50'000; // of those behind, which has a limit of time
};

class shard_worker {
public:
    // Results go to `outputs`. `stored` and `outputs` must outlive the worker; start() runs it on a thread,
    // unless `go_on` is given.
    shard_worker(
        unsigned number,
        const engine::unit_log& units,
        storage::store& stored,
        work_queue<shard_output>& outputs,
        std::function<void(const engine::shop_sighting&)> on_sighting,
        const wake_limits& wakes,
        go_on_call go_on,
        steady_call now
    );
    // Without stop(): what was pushed is worked off only if there is a thread.
    ~shard_worker();

    void start();

    void push(shard_item item);

    // One turn: a batch of what waits. Whether there was one; what is behind may have to wait for its turn.
    bool step();

    // Works off what was pushed, and then late messages for a while (a start takes up what is left); ends the
    // thread.
    void stop();

    // After stop(): hands all rows of the checkpoint that have changed to the committer, and waits until they
    // are on disk; false: they are not.
    bool write_rows();

    // Before start() and after stop(): the shard itself.
    [[nodiscard]] engine::shard& engine() { return engine_; }

    [[nodiscard]] std::size_t late_conversations() const { return late_; }

    // From the committer: the batch of this block is on disk.
    void durable(std::uint64_t block);

    // Waits until every batch handed to the committer so far is on disk, but no longer than `until`; false:
    // it is not.
    bool settle(std::chrono::steady_clock::time_point until) { return history_.settle(until); }

    void settle() { history_.settle(); } // however long it takes

private:
    using instant = std::chrono::steady_clock::time_point;

    void run();
    void end_thread();
    [[nodiscard]] instant wakes_at() const;
    shard_output begin(std::size_t bytes);
    // Returns how many conversations were run again.
    std::uint64_t finish(shard_output&& out, const engine::spare_time& spare);
    void run_live();
    void run_behind();
    [[nodiscard]] bool is_beside_live() const;
    [[nodiscard]] bool has_turn_of_behind();
    [[nodiscard]] bool turn_is_over() const;
    [[nodiscard]] bool is_gathering();
    [[nodiscard]] bool may_rerun();
    [[nodiscard]] bool may_wake();
    void take_in(shard_item&& item, shard_output& out);
    // All of this shard's part has been received.
    void received(std::shared_ptr<frame_in_flight> frame, shard_output& out);
    // As long as the turn lasts.
    void take_in_behind(std::size_t bytes_max, shard_output& out);
    void work_in_late();
    // Entries [from, …) of this shard until the turn is over or the records would exceed `bytes_left`; where
    // it stopped. A live frame is received whole.
    std::size_t receive(frame_in_flight& frame, std::size_t from, std::size_t& bytes_left, bool whole);
    void
    count(frame_in_flight& frame, std::uint32_t entry, const engine::incoming& one, engine::reception as);

    unsigned number_;
    storage::store& stored_;
    settled_history history_;
    engine::shard engine_;
    work_queue<shard_item> items_;
    inflow inflow_;
    wake_limits wakes_;
    steady_call now_;
    // Sources that have ended: who hears so may read what is settled, so late messages are worked in first.
    std::vector<std::shared_ptr<frame_in_flight>> ending_;
    work_queue<shard_output>& outputs_;
    std::function<void(const engine::shop_sighting&)> on_sighting_;
    // Conversations that wait for their late messages to be worked in, once the disk has what that stands on.
    std::atomic<std::size_t> late_{0};

    std::atomic<bool> live_waits_{false}; // was pushed and is not taken yet: it cuts a turn short
    std::atomic<bool> waits_for_disk_{false};
    instant live_at_{};   // live messages were last taken in
    instant behind_at_{}; // … and those of a source that is behind

    // The turn of those behind that goes on, or the last one.
    struct turn {
        instant ends{};
        instant next{}; // not before; beside live messages
        std::size_t steps_left = 0;
        std::size_t wakes_left = 0;
        std::uint64_t block = 0;
        std::uint64_t in_vain_at = 0; // nothing could be worked in with this block on disk
        bool is_for_due = false;      // for conversations whose time has come; or it …
        bool takes_in = false;        // … takes in, rather than works in what is late
    };

    turn turn_;
    // Two marks, one behind the other: what is late since before the older one has been gathered long enough.
    std::uint64_t newest_block_ = 0;
    std::uint64_t gathered_before_ = 0;
    std::uint64_t gathering_from_ = 0;
    instant gathers_since_{}; // the newer one was set
    bool has_given_up_ = false;
    std::thread thread_;
};

} // namespace chatqc::app
