// When a conversation has its turn: at once, if it was touched, or when the clock of the source that it waits
// for has come to its next event.
#include "engine/shard/shard.h"

#include <utility>

namespace chatqc::engine {

namespace {

// How many conversations ahead one is brought into the cache, part by part: their looks are the cost of a
// message.
constexpr std::size_t slots_ahead = 24;
constexpr std::size_t looked_ahead = 12;
constexpr std::size_t parts_ahead = 5;

} // namespace

// A message has come in. If its conversation waits for the source that sent it, that source's clock, which
// moves with this batch, wakes it in time; else it has to be looked at.
void shard::await_turn(slot_number number, source_id source, time_point ts)
{
    auto& at = slots_[number];
    if (at.talk->has_late())
        list_late(number);
    if (at.parked_for != source)
        return touch(number);
    at.changed_in = block_;
    arm(number, ts);
}

void shard::prefetch(slot_number number) const
{
    if (slots_[number].talk)
        slots_[number].talk->prefetch();
}

void shard::prefetch_parts(slot_number number) const
{
    if (slots_[number].talk)
        slots_[number].talk->prefetch_parts();
}

void shard::step_touched(batch_result& out)
{
    for (const auto number : touched_)
        slots_[number].touched = false;
    for (std::size_t at = 0; at < touched_.size(); ++at) {
        if (at + looked_ahead < touched_.size())
            prefetch(touched_[at + looked_ahead]);
        if (at + parts_ahead < touched_.size())
            prefetch_parts(touched_[at + parts_ahead]);
        step(touched_[at], out);
    }
    touched_.clear();
}

void shard::park(slot_number number, const source_board::reading& reading, time_point next)
{
    auto& at = slots_[number];
    if (next == time_point::max())
        return list_if_idle(number);
    if (at.parked_for != reading.slowest) {
        at.parked_for = reading.slowest;
        ++at.generation; // entries under another source are void
        at.wakes_at = at.then_at = time_point::max();
    }
    arm(number, next);
}

void shard::arm(slot_number number, time_point next)
{
    auto& at = slots_[number];
    // An entry that comes no later will look again by itself: the far end of a session is armed once, not
    // once a message.
    if (at.wakes_at <= next)
        return;
    at.then_at = at.wakes_at;
    at.wakes_at = next;
    ++at.armed;
    if (at.parked_for >= parked_.size())
        parked_.resize(at.parked_for + 1);
    parked_[at.parked_for].arm({next, number, at.generation});
}

// Of the sources whose clock has moved.
void shard::take_due()
{
    for (const auto source : moved_) {
        const auto* view = sources_.find(source);
        const auto limit = view->phase == source_phase::holding ? view->watermark : time_point::max();
        if (source >= parked_.size())
            continue;
        due_.clear();
        parked_[source].take_due(limit, due_);
        auto& to = view->recorded ? due_recorded_ : due_live_;
        to.insert(to.end(), due_.begin(), due_.end());
    }
    moved_.clear();
}

// Takes it off its conversation; whether that has its turn by it.
bool shard::disarm(const deadlines::entry& due)
{
    auto& at = slots_[due.slot];
    --at.armed;
    if (due.generation != at.generation)
        return false;
    if (due.at == at.wakes_at)
        at.wakes_at = std::exchange(at.then_at, time_point::max());
    else if (due.at == at.then_at)
        at.then_at = time_point::max();
    return true;
}

// What is parked again meanwhile waits for later than its source's clock, or for another source.
void shard::wake_due(const std::function<bool(bool)>& may_wake, batch_result& out)
{
    for (auto* const due : {&due_live_, &due_recorded_}) {
        while (!due->empty() && (!may_wake || may_wake(due == &due_recorded_))) {
            if (due->size() > slots_ahead)
                __builtin_prefetch(&slots_[(*due)[slots_ahead].slot], 1);
            if (due->size() > looked_ahead)
                prefetch((*due)[looked_ahead].slot);
            if (due->size() > parts_ahead)
                prefetch_parts((*due)[parts_ahead].slot);
            const auto next = due->front();
            due->pop_front();
            if (disarm(next))
                step(next.slot, out);
        }
    }
}

} // namespace chatqc::engine
