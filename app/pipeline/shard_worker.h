// One shard's turns: takes frames and clock changes in batches, runs the engine, hands results to the
// committer. On a thread of its own, or where its owner calls step().
#pragma once

#include "app/pipeline/inflow.h"
#include "app/pipeline/work.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace chatqc::app {

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
        go_on_call go_on
    );
    // Without stop(): what was pushed is worked off only if there is a thread.
    ~shard_worker();

    void start();

    void push(shard_item item) { items_.push(std::move(item)); }

    // One turn: a batch of what waits. Whether anything did.
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
    // Reads from the store; before a recompute it waits for this shard's own batches to be on disk.
    class settled_history final : public engine::history {
    public:
        settled_history(storage::store& stored, go_on_call go_on) : stored_(stored), go_on_(std::move(go_on))
        {
        }

        void settle() override;
        bool settle(std::chrono::steady_clock::time_point until);
        std::vector<engine::segment>
        segments(engine::tenant_id tenant, std::string_view conversation) override;
        void read(const std::vector<engine::position>& where, std::string& out) override;
        std::vector<engine::verdict>
        verdicts(std::string_view tenant, std::string_view conversation) override;

        void handed(std::uint64_t block);
        void durable(std::uint64_t block);
        [[nodiscard]] std::uint64_t durable() const;

    private:
        [[nodiscard]] bool is_settled() const;

        storage::store& stored_;
        go_on_call go_on_;
        mutable std::mutex guard_;
        std::condition_variable changed_;
        std::uint64_t handed_ = 0;
        std::uint64_t durable_ = 0;
    };

    void run();
    void end_thread();
    void run_batch();
    void take_in(shard_item&& item, shard_output& out);
    // All of this shard's part has been received.
    void received(std::shared_ptr<frame_in_flight> frame, shard_output& out);
    // Of those behind as many as cost no more than this, in messages.
    void take_in_behind(std::size_t cost_max, std::size_t bytes_max, shard_output& out);
    [[nodiscard]] bool is_beside_live() const;
    void work_in_late();
    // Entries [from, …) of this shard until about `cost_max` is spent or the records would exceed
    // `bytes_left`; where it stopped.
    std::size_t
    receive(frame_in_flight& frame, std::size_t from, std::size_t& cost_left, std::size_t& bytes_left);
    void
    count(frame_in_flight& frame, std::uint32_t entry, const engine::incoming& one, engine::reception as);

    unsigned number_;
    storage::store& stored_;
    settled_history history_;
    engine::shard engine_;
    work_queue<shard_item> items_;
    inflow inflow_;
    std::uint32_t batches_without_live_;
    // Sources that have ended: who hears so may read what is settled, so late messages are worked in first.
    std::vector<std::shared_ptr<frame_in_flight>> ending_;
    work_queue<shard_output>& outputs_;
    std::function<void(const engine::shop_sighting&)> on_sighting_;
    // Conversations that wait for their late messages to be worked in, once the disk has what that stands on.
    std::atomic<std::size_t> late_{0};
    std::thread thread_;
};

} // namespace chatqc::app
