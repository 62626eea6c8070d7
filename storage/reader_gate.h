// Who reads while the database may be closed and opened again: readers go through the gate at next to no
// cost; the one who closes it keeps newcomers out and gets through when nobody is inside.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace chatqc::storage {

class reader_gate {
public:
    // Waits while it is closed, unless this thread is inside already: it must not wait for itself. On the
    // thread that will leave().
    void enter()
    {
        const bool is_inside = count_of_thread(1);
        while (!try_enter(is_inside)) {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return !is_closed_; });
        }
    }

    void leave()
    {
        count_of_thread(-1);
        if (--inside_ == 0 && is_closed_) {
            const std::lock_guard lock(mutex_);
            changed_.notify_all();
        }
    }

    // Closes it once nobody is inside; false if that takes longer than `patience`, and then it is open. One
    // thread at a time, and none that is inside.
    bool close(std::chrono::milliseconds patience)
    {
        {
            std::unique_lock lock(mutex_);
            is_closed_ = true;
            if (changed_.wait_for(lock, patience, [this] { return inside_ == 0; })) {
                return true;
            }
        }
        open();
        return false;
    }

    void open()
    {
        {
            const std::lock_guard lock(mutex_);
            is_closed_ = false;
        }
        changed_.notify_all();
    }

private:
    // How deep a thread is inside of the one gate it entered first. Of another gate inside of that one it
    // knows nothing, and may have to wait there until close() loses its patience.
    struct depth {
        const reader_gate* of = nullptr;
        int count = 0;
    };

    // Whether the thread was inside before.
    bool count_of_thread(int change)
    {
        thread_local depth here;
        if (here.of != this && (here.of != nullptr || change < 0)) {
            return false;
        }
        const bool was_inside = here.count > 0;
        here.count += change;
        here.of = here.count > 0 ? this : nullptr;
        return was_inside;
    }

    bool try_enter(bool is_inside)
    {
        // In this order on both sides: either close() sees us inside, or we see it closed.
        ++inside_;
        if (is_inside || !is_closed_) {
            return true;
        }
        if (--inside_ == 0) {
            const std::lock_guard lock(mutex_);
            changed_.notify_all();
        }
        return false;
    }

    std::atomic<std::uint64_t> inside_{0};
    std::atomic<bool> is_closed_{false};
    std::mutex mutex_;
    std::condition_variable changed_; // opened, or nobody inside any more
};

} // namespace chatqc::storage
