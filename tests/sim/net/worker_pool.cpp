// In place of connectors/http/worker_pool.cpp: a job runs a little later on the one thread.
#include "connectors/http/worker_pool.h"

#include "tests/sim/world.h"

#include <set>

namespace chatqc::connectors {

namespace {

// Those that live: a job's turn may come after its pool went down with a server.
thread_local std::set<const worker_pool*> pools;

} // namespace

worker_pool::worker_pool(std::size_t, std::size_t queue_max) : queue_max_(queue_max)
{
    pools.insert(this);
}

worker_pool::~worker_pool()
{
    pools.erase(this);
}

bool worker_pool::submit(std::function<void()> job)
{
    auto& here = sim::world::current();
    queue_.push_back(std::move(job));
    if (queue_.size() > queue_max_) {
        queue_.pop_back();
        return false;
    }
    here.after(std::chrono::milliseconds{here.dice().between(0, 30)}, [this] {
        if (!pools.contains(this) || queue_.empty())
            return;
        const auto next = std::move(queue_.front());
        queue_.pop_front();
        next();
    });
    return true;
}

} // namespace chatqc::connectors
