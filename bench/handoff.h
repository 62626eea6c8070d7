// Work handed from one thread to another, everything that lies there at once. Unbounded: the load generator's
// window bounds what can be in flight.
#pragma once

#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace chatqc::bench {

template <class T> class handoff {
public:
    void put(T value)
    {
        {
            const std::lock_guard lock(mutex_);
            values_.push_back(std::move(value));
        }
        ready_.notify_one();
    }

    // Waits for at least one; empty once closed.
    std::vector<T> take_all()
    {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [this] { return closed_ || !values_.empty(); });
        return std::exchange(values_, {});
    }

    void close()
    {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        ready_.notify_one();
    }

private:
    std::mutex mutex_;
    std::condition_variable ready_;
    std::vector<T> values_;
    bool closed_ = false;
};

} // namespace chatqc::bench
