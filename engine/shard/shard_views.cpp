// What others ask of a shard between its batches: open sessions, their messages and waits. Changes nothing.
#include "engine/shard/shard.h"

#include <algorithm>
#include <tuple>

namespace chatqc::engine {

const shard::slot* shard::find(std::uint64_t hash, tenant_id tenant, std::string_view called) const
{
    for (auto found = by_key_.find(hash); found != by_key_.end(); found = by_key_.find(++hash)) {
        if (slots_[found->second].is(tenant, called))
            return &slots_[found->second];
    }
    return nullptr;
}

std::optional<std::uint64_t> shard::oldest_open_block() const
{
    std::optional<std::uint64_t> oldest;
    for (const auto& one : slots_) {
        if (!one.talk)
            continue;
        if (const auto block = one.talk->oldest_open_block())
            oldest = std::min(oldest.value_or(*block), *block);
    }
    return oldest;
}

std::optional<time_point> shard::oldest_start(tenant_id tenant) const
{
    std::optional<time_point> oldest;
    for (const auto& one : slots_) {
        if (!one.talk || one.talk->tenant() != tenant)
            continue;
        if (const auto start = one.talk->session_start())
            oldest = std::min(oldest.value_or(*start), *start);
    }
    return oldest;
}

std::vector<position> shard::open_positions(tenant_id tenant, std::string_view called) const
{
    const auto* at = find(hash_conversation(tenant, called), tenant, called);
    return at ? at->talk->open_positions() : std::vector<position>{};
}

std::optional<conversation::open_session> shard::open_session(tenant_id tenant, std::string_view called) const
{
    const auto* at = find(hash_conversation(tenant, called), tenant, called);
    return at ? at->talk->session() : std::nullopt;
}

std::size_t shard::open_sessions() const
{
    return static_cast<std::size_t>(std::count_if(slots_.begin(), slots_.end(), [](const auto& one) {
        return one.talk && one.talk->has_open_session();
    }));
}

std::vector<open_wait> shard::waits(std::string_view tenant, std::string_view shop, std::size_t limit) const
{
    std::vector<open_wait> found;
    for (const auto& one : slots_) {
        if (one.talk && one.talk->name().tenant.str() == tenant && (shop.empty() || one.talk->shop() == shop))
            one.talk->list_waits(found);
    }
    const auto nearer = [](const open_wait& a, const open_wait& b) {
        return std::tie(a.deadline, a.conversation, a.rule) < std::tie(b.deadline, b.conversation, b.rule);
    };
    const auto kept = std::min(limit, found.size());
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept), found.end(), nearer);
    found.resize(kept);
    return found;
}

} // namespace chatqc::engine
