#include "app/pipeline/inflow.h"

#include <algorithm>
#include <utility>

namespace chatqc::app {

namespace {

const frame_in_flight* frame_of(const shard_item& item)
{
    const auto* frame = std::get_if<std::shared_ptr<frame_in_flight>>(&item);
    return frame ? frame->get() : nullptr;
}

// Nothing for what belongs to no source's stream.
std::optional<engine::source_id> source_of(const shard_item& item)
{
    if (const auto* frame = frame_of(item))
        return frame->frame.source;
    if (const auto* clock = std::get_if<clock_change>(&item))
        return clock->source;
    return std::nullopt;
}

} // namespace

bool inflow::is_behind(const shard_item& item) const
{
    const auto source = source_of(item);
    if (!source)
        return false;
    if (waiting_.contains(*source))
        return true;
    const auto* frame = frame_of(item);
    return frame && frame->frame.is_behind();
}

void inflow::add(std::vector<shard_item>&& items)
{
    for (auto& item : items) {
        if (is_behind(item)) {
            ++waiting_[*source_of(item)];
            behind_.push_back(std::move(item));
        } else {
            live_.push_back(std::move(item));
        }
    }
}

inflow::portion inflow::take_live(std::size_t bytes_max)
{
    portion taken;
    while (!live_.empty()) {
        const auto* frame = frame_of(live_.front());
        const auto more = frame ? frame->frame.records.size() : 0;
        if (!taken.items.empty() && taken.bytes + more > bytes_max)
            break;
        taken.bytes += more;
        taken.messages += frame ? frame->entries_of[shard_].size() : 0;
        taken.items.push_back(std::move(live_.front()));
        live_.pop_front();
    }
    return taken;
}

shard_item inflow::take_behind()
{
    auto done = std::move(behind_.front());
    behind_.pop_front();
    received_ = 0;
    const auto source = waiting_.find(*source_of(done));
    if (--source->second == 0)
        waiting_.erase(source);
    return done;
}

std::size_t inflow::behind_bytes(std::size_t messages_max, std::size_t bytes_max) const
{
    std::size_t bytes = 0;
    std::size_t messages = 0;
    auto first = received_;
    for (const auto& item : behind_) {
        const auto* frame = frame_of(item);
        if (!frame)
            continue;
        const auto& entries = frame->entries_of[shard_];
        for (auto at = std::exchange(first, 0); at < entries.size(); ++at) {
            const auto more = frame->frame.record(entries[at]).size();
            if (messages == messages_max || (bytes > 0 && bytes + more > bytes_max))
                return bytes;
            ++messages;
            bytes += more;
        }
    }
    return bytes;
}

} // namespace chatqc::app
