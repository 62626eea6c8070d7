#include "storage/piece_cache.h"

namespace chatqc::storage {

shared_piece piece_cache::find(std::uint64_t block, std::uint32_t piece)
{
    const std::lock_guard lock{guard_};
    const auto found = pieces_.find({block, piece});
    if (found == pieces_.end())
        return nullptr;
    used_.splice(used_.begin(), used_, found->second.place);
    return found->second.records;
}

void piece_cache::put(std::uint64_t block, std::uint32_t piece, shared_piece records, std::uint64_t age)
{
    const std::lock_guard lock{guard_};
    if (age != age_)
        return;
    const auto [at, is_new] = pieces_.try_emplace({block, piece});
    if (!is_new)
        return;
    used_.push_front(at->first);
    bytes_ += records->size();
    at->second = {std::move(records), used_.begin()};
    while (bytes_ > bytes_max_ && used_.size() > 1) {
        const auto oldest = pieces_.find(used_.back());
        bytes_ -= oldest->second.records->size();
        pieces_.erase(oldest);
        used_.pop_back();
    }
}

void piece_cache::clear()
{
    const std::lock_guard lock{guard_};
    pieces_.clear();
    used_.clear();
    bytes_ = 0;
    ++age_;
}

std::uint64_t piece_cache::age() const
{
    const std::lock_guard lock{guard_};
    return age_;
}

} // namespace chatqc::storage
