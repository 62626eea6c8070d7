// In place of connectors/net/event_loop.cpp: loops and timers in virtual time. A loop needs no run(): the
// world runs what was posted.
#include "connectors/net/event_loop.h"

#include "tests/sim/world.h"

namespace chatqc::connectors {

using sim::world;

struct event_loop::state {
    std::shared_ptr<bool> lives = std::make_shared<bool>(true);
};

event_loop::event_loop() : state_(std::make_unique<state>()) {}

event_loop::~event_loop() = default;

void event_loop::post(std::function<void()> call)
{
    world::current().after(
        std::chrono::milliseconds{0},
        [lives = std::weak_ptr(state_->lives), call = std::move(call)] {
            if (!lives.expired())
                call();
        }
    );
}

struct repeating_timer::state : std::enable_shared_from_this<state> {
    void arm()
    {
        world::current().after(every, [self = weak_from_this()] {
            const auto alive = self.lock();
            if (!alive || !alive->active)
                return;
            alive->call();
            if (alive->active)
                alive->arm();
        });
    }

    std::chrono::milliseconds every{};
    std::function<void()> call;
    bool active = true;
};

repeating_timer::repeating_timer(event_loop&, std::chrono::milliseconds every, std::function<void()> call)
    : state_(std::make_shared<state>())
{
    state_->every = every;
    state_->call = std::move(call);
    state_->arm();
}

repeating_timer::~repeating_timer()
{
    state_->active = false;
}

struct single_timer::state {
    std::function<void()> call;
    unsigned generation = 0;
};

single_timer::single_timer(event_loop&) : state_(std::make_shared<state>()) {}

single_timer::~single_timer()
{
    cancel();
}

void single_timer::set(std::chrono::milliseconds after, std::function<void()> call)
{
    state_->call = std::move(call);
    world::current().after(after, [self = std::weak_ptr(state_), mine = ++state_->generation] {
        const auto alive = self.lock();
        if (alive && alive->generation == mine) {
            const auto due = std::move(alive->call);
            due();
        }
    });
}

void single_timer::cancel()
{
    ++state_->generation;
}

} // namespace chatqc::connectors
