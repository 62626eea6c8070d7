// What others ask of a shard between its batches: open sessions, their messages and waits. Changes nothing.
#include "engine/shard/shard.h"

#include <algorithm>
#include <iterator>
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

std::optional<time_point> shard::start_of(const slot& at)
{
    if (!at.asleep)
        return at.talk ? at.talk->started() : std::nullopt;
    const auto front = at.asleep->front();
    return front.session.empty() ? std::nullopt : std::optional{front.started};
}

std::optional<time_point> shard::oldest_start(tenant_id tenant) const
{
    std::optional<time_point> oldest;
    const auto look_at = [&](time_point start) { oldest = std::min(oldest.value_or(start), start); };
    for (const auto& one : slots_) {
        if (one.asleep && one.asleep->tenant() == tenant) {
            if (const auto front = one.asleep->front(); !front.session.empty())
                look_at(front.started);
        } else if (one.talk && one.talk->tenant() == tenant) {
            if (const auto start = one.talk->session_start())
                look_at(*start);
        }
    }
    return oldest;
}

std::vector<position> shard::open_positions(tenant_id tenant, std::string_view called) const
{
    const auto* at = find(hash_conversation(tenant, called), tenant, called);
    if (!at)
        return {};
    if (at->talk)
        return at->talk->open_positions();
    std::vector<position> found;
    for (const auto& one : at->asleep->messages())
        found.push_back(one.where);
    return found;
}

std::optional<begun_session> shard::open_session(tenant_id tenant, std::string_view called) const
{
    const auto* at = find(hash_conversation(tenant, called), tenant, called);
    if (!at)
        return std::nullopt;
    return at->asleep ? at->asleep->row().session : at->talk->session();
}

std::size_t shard::open_sessions() const
{
    return static_cast<std::size_t>(std::count_if(slots_.begin(), slots_.end(), [](const auto& one) {
        return one.asleep ? !one.asleep->front().session.empty() : one.talk && one.talk->has_open_session();
    }));
}

std::vector<open_wait> shard::waits(std::string_view tenant, std::string_view shop, std::size_t limit) const
{
    std::vector<open_wait> found;
    const auto is_of = [&](std::string_view its_tenant, std::string_view its_shop) {
        return its_tenant == tenant && (shop.empty() || its_shop == shop);
    };
    for (const auto& one : slots_) {
        if (one.talk && is_of(one.talk->name().tenant.str(), one.talk->shop())) {
            one.talk->list_waits(found);
        } else if (one.asleep && is_of(tenants_.at(one.asleep->tenant()).str(), one.asleep->front().shop)) {
            auto waits = one.asleep->row().waits;
            std::move(waits.begin(), waits.end(), std::back_inserter(found));
        }
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
