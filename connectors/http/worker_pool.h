// A few threads for what may wait for the disk, behind a bounded queue, so that the sockets' thread never
// waits.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace chatqc::connectors {

class worker_pool {
public:
    worker_pool(std::size_t threads, std::size_t queue_max);
    // Finishes what runs, drops what waits.
    ~worker_pool();
    worker_pool(const worker_pool&) = delete;
    worker_pool& operator=(const worker_pool&) = delete;

    // From any thread. False: the queue is full or the pool is ending, and `job` will not run.
    bool submit(std::function<void()> job);

private:
    void run();

    const std::size_t queue_max_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> queue_;
    bool is_ending_ = false;
    std::vector<std::thread> threads_;
};

} // namespace chatqc::connectors
