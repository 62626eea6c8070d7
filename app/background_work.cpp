#include "app/background_work.h"

#include <cstddef>
#include <exception>
#include <optional>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

// jemalloc's, where it is linked (app/allocator.cpp).
extern "C" [[gnu::weak]] int
mallctl(const char* name, void* old, std::size_t* old_size, void* value, std::size_t size);

namespace chatqc::app {

namespace {

// The least claim that still gets a share of a busy processor: with SCHED_IDLE others waited for seconds.
constexpr int niceness = 19;

std::optional<unsigned> new_arena()
{
    unsigned arena = 0;
    std::size_t size = sizeof arena;
    if (mallctl == nullptr || mallctl("arenas.create", &arena, &size, nullptr, 0) != 0)
        return std::nullopt;
    return arena;
}

// A thread that is seldom given the processor holds for long what it has locked when it is taken away: those
// who have work to do must not wait for its arena.
void allocate_apart()
{
    static const auto arena = new_arena();
    if (!arena)
        return;
    auto number = *arena;
    (void)mallctl("thread.arena", nullptr, nullptr, &number, sizeof number);
}

} // namespace

void work_in_background(const std::function<void()>& work)
{
    std::exception_ptr failed;
    // A thread of its own, because one that has stepped back cannot come forward again.
    std::thread aside{[&] {
        // If it does not step back, it is only in the way.
        (void)setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
        allocate_apart();
        try {
            work();
        } catch (...) {
            failed = std::current_exception();
        }
    }};
    aside.join();
    if (failed)
        std::rethrow_exception(failed);
}

} // namespace chatqc::app
