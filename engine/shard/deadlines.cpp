#include "engine/shard/deadlines.h"

#include <algorithm>
#include <tuple>

namespace chatqc::engine {

namespace {

bool later(const deadlines::entry& a, const deadlines::entry& b)
{
    return std::tie(a.at, a.slot, a.generation) > std::tie(b.at, b.slot, b.generation);
}

} // namespace

void deadlines::arm(const entry& value)
{
    heap_.push_back(value);
    std::push_heap(heap_.begin(), heap_.end(), later);
}

std::optional<deadlines::entry> deadlines::take_due(time_point limit)
{
    if (heap_.empty() || heap_.front().at > limit)
        return std::nullopt;
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const auto taken = heap_.back();
    heap_.pop_back();
    return taken;
}

} // namespace chatqc::engine
