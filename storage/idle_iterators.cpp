#include "storage/idle_iterators.h"

#include <rocksdb/db.h>
#include <rocksdb/options.h>

#include <algorithm>

namespace chatqc::storage {

namespace {

constexpr std::size_t idle_max = 16; // about as many threads read at one time

} // namespace

idle_iterators::idle_iterators() = default;
idle_iterators::~idle_iterators() = default;

idle_iterators::iterator idle_iterators::take(rocksdb::DB& of, rocksdb::ColumnFamilyHandle* over)
{
    iterator taken;
    std::vector<iterator> outdated; // they go when the lock is free
    {
        const std::lock_guard lock(guard_);
        // Before a new one is made: it may see more, and is only thought to be older than it is.
        taken.as_of = of.GetLatestSequenceNumber();
        const auto is_current = [&](const iterator& one) { return one.as_of == taken.as_of; };
        const auto current = std::partition(idle_.begin(), idle_.end(), is_current);
        outdated.assign(std::make_move_iterator(current), std::make_move_iterator(idle_.end()));
        idle_.erase(current, idle_.end());
        const auto same =
            std::find_if(idle_.begin(), idle_.end(), [&](const iterator& one) { return one.over == over; });
        if (same != idle_.end()) {
            taken = std::move(*same);
            idle_.erase(same);
            return taken;
        }
    }
    taken.over = over;
    taken.rows.reset(of.NewIterator(rocksdb::ReadOptions(), over));
    return taken;
}

void idle_iterators::give_back(iterator one)
{
    const std::lock_guard lock(guard_);
    if (idle_.size() < idle_max) {
        idle_.push_back(std::move(one));
    }
}

void idle_iterators::clear()
{
    const std::lock_guard lock(guard_);
    idle_.clear();
}

} // namespace chatqc::storage
