#include "engine/conversation/ids.h"

#include <algorithm>

namespace chatqc::engine {

const id_index::entry* id_index::find(std::uint64_t id_hash) const
{
    if (!many_.empty()) {
        const auto found = many_.find(id_hash);
        return found == many_.end() ? nullptr : &found->second;
    }
    const auto found =
        std::find_if(few_.begin(), few_.end(), [&](const entry& one) { return one.id_hash == id_hash; });
    return found == few_.end() ? nullptr : &*found;
}

void id_index::put(const entry& value)
{
    if (many_.empty() && few_.size() < few_max) {
        const auto found = std::find_if(few_.begin(), few_.end(), [&](const entry& one) {
            return one.id_hash == value.id_hash;
        });
        if (found == few_.end())
            few_.push_back(value);
        else
            *found = value;
        return;
    }
    for (const auto& one : few_)
        many_.insert_or_assign(one.id_hash, one);
    few_ = {};
    many_.insert_or_assign(value.id_hash, value);
}

} // namespace chatqc::engine
