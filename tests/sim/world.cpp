#include "tests/sim/world.h"

#include <algorithm>
#include <cassert>

namespace chatqc::sim {

namespace {

thread_local world* the_world = nullptr;

} // namespace

world::world(std::uint64_t seed, engine::time_point begins) : begins_(begins), dice_(seed)
{
    assert(the_world == nullptr);
    the_world = this;
}

world::~world()
{
    queue_.clear(); // what is held there may still look for the world
    the_world = nullptr;
}

world& world::current()
{
    return *the_world;
}

void world::after(milliseconds wait, std::function<void()> call)
{
    queue_.emplace(std::pair{now_ + std::max(wait, milliseconds{0}), asked_++}, std::move(call));
}

bool world::run_next()
{
    if (queue_.empty())
        return false;
    auto next = queue_.extract(queue_.begin());
    now_ = next.key().first;
    next.mapped()();
    return true;
}

milliseconds world::next_at() const
{
    return queue_.empty() ? milliseconds::max() : queue_.begin()->first.first;
}

void world::note(std::string_view what)
{
    if (!notes_are_kept_)
        return;
    const auto ms = now_.count();
    notes_ += std::to_string(ms / 1000) + '.' + std::to_string(ms % 1000 + 1000).substr(1) + "s ";
    notes_.append(what).push_back('\n');
}

} // namespace chatqc::sim
