// The one thread that all sockets of a server (or of a client) live on. Objects made with a loop are used on
// its thread only, unless they say otherwise. No protocol lives here.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace chatqc::connectors {

class event_loop {
public:
    event_loop();
    ~event_loop();
    event_loop(const event_loop&) = delete;
    event_loop& operator=(const event_loop&) = delete;

    // Runs what was posted and what the sockets bring, until stop(). Called by one thread at a time, which
    // thereby is the loop's thread. Ends early only if stop() was called; may be run again.
    void run();
    // From any thread. What was posted and not run yet is dropped with the loop.
    void stop();
    // From any thread: `call` runs on the loop's thread, in the order of posting from one thread.
    void post(std::function<void()> call);

    struct state; // net/asio.h

    state& internals() { return *state_; }

private:
    std::unique_ptr<state> state_;
};

// Calls something again and again on the loop's thread until it is destroyed (there as well).
class repeating_timer {
public:
    repeating_timer(event_loop& loop, std::chrono::milliseconds every, std::function<void()> call);
    ~repeating_timer();
    repeating_timer(const repeating_timer&) = delete;
    repeating_timer& operator=(const repeating_timer&) = delete;

private:
    struct state;
    std::shared_ptr<state> state_;
};

// Calls something once, after a while, unless it is destroyed before (on the loop's thread).
class single_timer {
public:
    explicit single_timer(event_loop& loop);
    ~single_timer();
    single_timer(const single_timer&) = delete;
    single_timer& operator=(const single_timer&) = delete;

    // Replaces what was set before.
    void set(std::chrono::milliseconds after, std::function<void()> call);
    void cancel();

private:
    struct state;
    std::shared_ptr<state> state_;
};

} // namespace chatqc::connectors
