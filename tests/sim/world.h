// Virtual time for one thread: a queue of what is to happen, a steady clock that moves from one to the next,
// a wall clock that may be set wrong, and the dice of a run. No product code is known here.
#pragma once

#include "engine/message.h"
#include "tests/support/seed.h"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatqc::sim {

using std::chrono::milliseconds;

class world {
public:
    // One at a time on a thread: what is linked in place of connectors/net finds it by current().
    world(std::uint64_t seed, engine::time_point begins);
    ~world();
    world(const world&) = delete;
    world& operator=(const world&) = delete;

    static world& current();

    // What a steady clock shows; from zero.
    [[nodiscard]] milliseconds now() const { return now_; }

    [[nodiscard]] engine::time_point wall() const { return begins_ + now_ + wall_is_off_; }

    void step_wall(milliseconds by) { wall_is_off_ += by; }

    // In order of time, and of asking at one time.
    void after(milliseconds wait, std::function<void()> call);
    // Moves time on and runs the next one; false: nothing is to happen any more.
    bool run_next();
    // When the next one is due; max() if none is.
    [[nodiscard]] milliseconds next_at() const;

    // For what the run itself decides as it goes (order of steps, latencies); plans have dice of their own.
    [[nodiscard]] test::random& dice() { return dice_; }

    // A line of the trace, with the time. Kept only if somebody reads it.
    void note(std::string_view what);

    void keep_notes() { notes_are_kept_ = true; }

    [[nodiscard]] const std::string& notes() const { return notes_; }

private:
    engine::time_point begins_;
    milliseconds now_{0};
    milliseconds wall_is_off_{0};
    std::uint64_t asked_ = 0;
    std::map<std::pair<milliseconds, std::uint64_t>, std::function<void()>> queue_;
    test::random dice_;
    bool notes_are_kept_ = false;
    std::string notes_;
};

} // namespace chatqc::sim
