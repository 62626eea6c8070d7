// What others ask of a conversation: which messages it knows, where they lie, who waits in it. Changes
// nothing that can be seen.
#include "engine/conversation/conversation.h"
#include "engine/hash.h"

#include <algorithm>

namespace chatqc::engine {

namespace {

void prefetch_bytes(const void* from, std::size_t size)
{
    constexpr std::size_t cache_line = 64;
    for (std::size_t at = 0; at < size; at += cache_line)
        __builtin_prefetch(static_cast<const char*>(from) + at, 1);
}

} // namespace

void conversation::prefetch_to_add() const
{
    prefetch_bytes(this, 256); // up to open_.last
}

void conversation::prefetch_messages() const
{
    prefetch_bytes(
        open_.messages.data(), std::min(open_.messages.size(), unindexed_max) * sizeof(stored_message)
    );
}

void conversation::prefetch() const
{
    prefetch_bytes(this, sizeof(conversation));
}

void conversation::prefetch_parts() const
{
    const auto fetch = [](const void* part) { __builtin_prefetch(part, 1); };
    fetch(waiting_.data());
    if (!waiting_.empty())
        fetch(waiting_.front().id.data() - 32);
    fetch(open_.messages.data() + open_.messages.size());
    if (!open_.session)
        return;
    const auto& session = *open_.session;
    for (const auto& track : session.tracks)
        fetch(track.open.get());
    fetch(session.rounds.data() + session.rounds.size());
}

std::optional<known_message> conversation::known(std::uint64_t id_hash) const
{
    if (ids_)
        return ids_->find(id_hash);
    const auto is_it = [&](const stored_message& one) { return one.id_hash == id_hash; };
    const auto known_of = [](const stored_message& one) {
        return known_message{one.content_hash, one.too_late};
    };
    for (const auto& one : waiting_) {
        if (is_it(one.stored))
            return known_of(one.stored);
    }
    for (const auto& one : late()) {
        if (is_it(one.stored))
            return known_of(one.stored);
    }
    // A message in time stands behind the too late copy that came before it.
    const auto open = std::find_if(open_.messages.rbegin(), open_.messages.rend(), is_it);
    return open == open_.messages.rend() ? std::nullopt : std::optional{known_of(*open)};
}

void conversation::index_ids()
{
    if (ids_)
        return;
    ids_ = std::make_unique<id_index>();
    for (const auto& one : open_.messages)
        ids_->put(one);
    for (const auto& one : waiting_)
        ids_->put(one.stored);
    for (const auto& one : late())
        ids_->put(one.stored);
}

std::optional<begun_session> conversation::session() const
{
    if (!open_.session)
        return std::nullopt;
    return begun_session{open_.session->id, open_.session->started, tags_of(*open_.session)};
}

std::optional<time_point> conversation::session_start() const
{
    std::optional<time_point> start;
    const auto look_at = [&](time_point at) { start = std::min(start.value_or(at), at); };
    if (open_.session)
        look_at(open_.session->started);
    if (!waiting_.empty())
        look_at(waiting_.front().ts);
    for (const auto& one : late())
        look_at(one.ts);
    return start;
}

std::vector<position> conversation::open_positions() const
{
    std::vector<position> found;
    for (const auto& one : open_.messages)
        found.push_back(one.where);
    for (const auto& one : waiting_)
        found.push_back(one.stored.where);
    for (const auto& one : late())
        found.push_back(one.stored.where);
    return found;
}

bool conversation::has_verdict_of(const std::vector<std::string>& rules) const
{
    return !rules.empty() && std::any_of(issued_.begin(), issued_.end(), [&](const verdict& one) {
        return std::binary_search(rules.begin(), rules.end(), one.rule);
    });
}

time_point conversation::decided_until() const
{
    auto latest = time_point::min();
    for (const auto& one : issued_) {
        if (one.status == verdict_status::final_)
            latest = std::max(latest, one.decided_at);
    }
    return latest;
}

std::optional<std::uint64_t> conversation::oldest_waiting_block() const
{
    std::optional<std::uint64_t> oldest;
    for (const auto& one : waiting_)
        oldest = std::min(oldest.value_or(one.stored.where.block), one.stored.where.block);
    for (const auto& one : late())
        oldest = std::min(oldest.value_or(one.stored.where.block), one.stored.where.block);
    if (behind_) {
        for (const auto& one : behind_->amended)
            oldest = std::min(oldest.value_or(one.block), one.block);
    }
    return oldest;
}

std::optional<std::uint64_t> conversation::oldest_open_block() const
{
    auto oldest = oldest_waiting_block();
    for (const auto& one : open_.messages)
        oldest = std::min(oldest.value_or(one.where.block), one.where.block);
    return oldest;
}

checkpoint_row conversation::row() const
{
    checkpoint_row made;
    made.tenant = tenant_;
    made.conversation = name_.conversation;
    made.sources = sources_;
    made.shop = shop();
    made.came = std::max(open_.fired, open_.last.ts);
    made.next = has_late() ? time_point::min() : next_event();
    made.session = session();
    if (open_.session)
        made.unit = hash_bytes(open_.session->plan->rules->hash);
    made.messages = open_.messages;
    list_waits(made.waits);
    return made;
}

std::uint64_t conversation::newest_open_block() const
{
    std::uint64_t newest = 0;
    for (const auto& one : open_.messages)
        newest = std::max(newest, one.where.block);
    return newest;
}

bool conversation::has_late_up_to(std::uint64_t durable) const
{
    if (!behind_)
        return false;
    return !behind_->amended.empty() || behind_->again_from ||
           std::any_of(behind_->late.begin(), behind_->late.end(), [&](const late_message& one) {
               return one.stored.where.block <= durable;
           });
}

void conversation::list_waits(std::vector<open_wait>& out) const
{
    if (!open_.session)
        return;
    const auto& session = *open_.session;
    for (const auto& watch : session.watches) {
        const auto& one = session.plan->rules->rules[watch.rule];
        const auto& detect = std::get<rules::response_detector>(one.detect);
        const auto& round = session.tracks[session.plan->track_of[detect.profile]].open;
        if (!round || one.mode != rules::mode::live)
            continue;
        open_wait wait;
        wait.conversation = name_.conversation;
        wait.shop = session.shop.str();
        wait.agent = (watch.fired ? watch.charged : open_.carried.holder).str();
        wait.rule = one.id;
        wait.profile = session.plan->rules->profiles[detect.profile].name;
        wait.opened = round->opened;
        wait.deadline = watch.deadline;
        if (detect.warn)
            wait.warns = watch.deadline - (detect.limit - *detect.warn);
        wait.late = watch.fired;
        out.push_back(std::move(wait));
    }
}

} // namespace chatqc::engine
