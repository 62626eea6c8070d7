// What crosses threads in the pipeline: frames to shards, results to the committer. Plain data and one queue.
#pragma once

#include "connectors/ingest_backend.h"
#include "engine/shard/shard.h"
#include "storage/store.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <variant>
#include <vector>

namespace chatqc::app {

// What one shard made of its part of a frame.
struct part_result {
    std::uint32_t accepted = 0;
    std::uint32_t duplicates = 0;
    std::uint32_t too_late = 0;
    std::vector<connectors::refusal> refused;
};

// A frame on its way: every shard reads its own entries; the committer counts the parts that are durable.
struct frame_in_flight {
    connectors::ingest_frame frame;
    std::vector<std::vector<std::uint32_t>> entries_of; // by shard, indices into frame.entries
    std::vector<part_result> results;                   // by shard, written by that shard alone
    engine::source_view view;                           // the source's clock with this frame
    unsigned parts_left = 0;                            // not yet written; committer's
    std::size_t bytes = 0;                              // counted against the in-flight bound
};

struct clock_change {
    engine::source_id source = 0;
    engine::source_view view;
};

// A question answered on the shard's thread between batches.
using question = std::function<void(engine::shard&)>;

using shard_item =
    std::variant<std::shared_ptr<frame_in_flight>, clock_change, engine::shop_sighting, question>;

// One batch of one shard, on its way to the disk.
struct shard_output {
    unsigned shard = 0;
    std::uint64_t block = 0;
    engine::batch_result result;
    engine::time_point arrived{};                         // the newest of its messages
    std::vector<std::shared_ptr<frame_in_flight>> frames; // that end in it
};

// How one part of the pipeline lets another go on while it waits for it; false: none can for now. Empty where
// every part has its own thread.
using go_on_call = std::function<bool()>;

// How much time something took, and whether it is time for something; empty: the steady clock.
using steady_call = std::function<std::chrono::steady_clock::time_point()>;

// Many producers, one consumer. Unbounded by itself: what goes in is bounded by
// pipeline_limits::in_flight_bytes, whose state the sockets ask before they read on.
template <class T> class work_queue {
public:
    void push(T value)
    {
        {
            const std::lock_guard lock{guard_};
            items_.push_back(std::move(value));
        }
        ready_.notify_one();
    }

    // Waits until there is something to take, or the consumer is woken for another reason; false once closed
    // and drained.
    bool wait()
    {
        std::unique_lock lock{guard_};
        ready_.wait(lock, [&] { return closed_ || woken_ || !items_.empty(); });
        woken_ = false;
        return !closed_ || !items_.empty();
    }

    // Waits until there is something to take, the consumer is woken for another reason, or `until`.
    void wait(std::chrono::steady_clock::time_point until)
    {
        std::unique_lock lock{guard_};
        ready_.wait_until(lock, until, [&] { return closed_ || woken_ || !items_.empty(); });
        woken_ = false;
    }

    void wake()
    {
        {
            const std::lock_guard lock{guard_};
            woken_ = true;
        }
        ready_.notify_one();
    }

    // Takes all there is now.
    std::vector<T> take()
    {
        const std::lock_guard lock{guard_};
        return std::exchange(items_, {});
    }

    [[nodiscard]] bool empty() const
    {
        const std::lock_guard lock{guard_};
        return items_.empty();
    }

    [[nodiscard]] bool is_closed() const
    {
        const std::lock_guard lock{guard_};
        return closed_;
    }

    void close()
    {
        {
            const std::lock_guard lock{guard_};
            closed_ = true;
        }
        ready_.notify_all();
    }

private:
    mutable std::mutex guard_;
    std::condition_variable ready_;
    std::vector<T> items_;
    bool closed_ = false;
    bool woken_ = false;
};

} // namespace chatqc::app
