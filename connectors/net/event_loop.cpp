#include "connectors/net/event_loop.h"

#include "connectors/net/asio.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

namespace chatqc::connectors {

event_loop::event_loop() : state_(std::make_unique<state>()) {}

event_loop::~event_loop() = default;

void event_loop::run()
{
    const auto work = asio::make_work_guard(state_->context);
    state_->context.restart();
    state_->context.run();
}

void event_loop::stop()
{
    // Posted, so that a stop before run() is not lost in its restart().
    asio::post(state_->context, [this] { state_->context.stop(); });
}

void event_loop::post(std::function<void()> call)
{
    asio::post(state_->context, std::move(call));
}

struct repeating_timer::state : std::enable_shared_from_this<state> {
    state(event_loop& loop, std::chrono::milliseconds interval, std::function<void()> what)
        : timer(context_of(loop)), every(interval), call(std::move(what))
    {
    }

    void arm()
    {
        timer.expires_after(every);
        timer.async_wait([self = shared_from_this()](const error_code& error) {
            if (!error && self->active) {
                self->call();
            }
            if (!error && self->active) {
                self->arm();
            }
        });
    }

    steady_timer timer;
    std::chrono::milliseconds every;
    std::function<void()> call;
    bool active = true;
};

repeating_timer::repeating_timer(
    event_loop& loop, std::chrono::milliseconds every, std::function<void()> call
)
    : state_(std::make_shared<state>(loop, every, std::move(call)))
{
    state_->arm();
}

repeating_timer::~repeating_timer()
{
    state_->active = false;
    state_->timer.cancel();
}

struct single_timer::state : std::enable_shared_from_this<state> {
    explicit state(event_loop& loop) : timer(context_of(loop)) {}

    steady_timer timer;
    std::function<void()> call;
    unsigned generation = 0; // a wait that was already due when it was replaced must not run
};

single_timer::single_timer(event_loop& loop) : state_(std::make_shared<state>(loop)) {}

single_timer::~single_timer()
{
    cancel();
}

void single_timer::set(std::chrono::milliseconds after, std::function<void()> call)
{
    state_->call = std::move(call);
    const unsigned mine = ++state_->generation;
    state_->timer.expires_after(after);
    state_->timer.async_wait([self = state_, mine](const error_code& error) {
        if (!error && mine == self->generation) {
            const auto due = std::move(self->call);
            due();
        }
    });
}

void single_timer::cancel()
{
    ++state_->generation;
    state_->timer.cancel();
}

} // namespace chatqc::connectors
