#include "connectors/http/worker_pool.h"

namespace chatqc::connectors {

worker_pool::worker_pool(std::size_t threads, std::size_t queue_max) : queue_max_(queue_max)
{
    for (std::size_t i = 0; i < threads; ++i) {
        threads_.emplace_back([this] { run(); });
    }
}

worker_pool::~worker_pool()
{
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
    }
    changed_.notify_all();
    for (std::thread& each : threads_) {
        each.join();
    }
}

bool worker_pool::submit(std::function<void()> job)
{
    {
        const std::lock_guard lock(mutex_);
        if (is_ending_ || queue_.size() >= queue_max_) {
            return false;
        }
        queue_.push_back(std::move(job));
    }
    changed_.notify_one();
    return true;
}

void worker_pool::run()
{
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return is_ending_ || !queue_.empty(); });
        if (is_ending_) {
            return;
        }
        std::function<void()> job = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        job();
        job = nullptr; // its captures go before the lock is taken again
        lock.lock();
    }
}

} // namespace chatqc::connectors
