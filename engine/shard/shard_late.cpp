// When late messages, edits, recalls and new units are worked into their conversations: beside the batches of
// live messages, once what they stand on is durable, all that came for one conversation meanwhile together.
#include "engine/shard/shard.h"

#include <algorithm>

namespace chatqc::engine {

namespace {

// What reading a conversation back costs, in messages run again.
constexpr std::size_t rerun_read_cost = 40;
// A batch looks at no more late conversations that cannot be worked in yet.
constexpr std::size_t late_looks_max = 16;
// One that was busy in every batch for so long is worked in all the same: the shard then waits for the disk.
constexpr std::uint64_t late_batches_max = 1000;

} // namespace

void shard::activate(time_point from, std::shared_ptr<const unit> value)
{
    plans_.activate(from, std::move(value));
}

void shard::judge_again(time_point from)
{
    for (slot_number number = 0; number < slots_.size(); ++number) {
        const auto open = session_of(slots_[number]);
        if (!open || open->started < from)
            continue;
        awake(number).judge_again(open->started);
        list_late(number);
    }
}

void shard::judge_again(tenant_id tenant, std::string_view called, time_point from)
{
    incoming named;
    named.tenant = tenant;
    named.conversation_hash = hash_conversation(tenant, called);
    const auto number = slot_of(named, called, false);
    awake(number).judge_again(from);
    list_late(number);
}

void shard::list_late(slot_number number)
{
    if (slots_[number].listed_late)
        return;
    slots_[number].listed_late = true;
    late_.push_back({number, block_});
}

// What a rerun reads must be on disk: the conversation's segments and its messages.
bool shard::can_rerun(const late_entry& entry)
{
    const auto& at = slots_[entry.slot];
    if (std::max(at.wrote_in, at.talk->newest_open_block()) > durable_ ||
        !at.talk->has_late_up_to(durable_)) {
        if (block_ - entry.since <= late_batches_max)
            return false;
        stored_.settle();
        durable_ = std::max(durable_, block_ - 1);
    }
    return true;
}

void shard::work_in_late(std::size_t rerun, batch_result& out)
{
    const conversation_services with{plans_, finders_, names_, stored_};
    std::size_t done = 0;
    std::size_t looks_in_vain = 0;
    for (auto left = late_.size(); left > 0 && done < rerun && looks_in_vain < late_looks_max; --left) {
        const auto entry = late_.front();
        late_.pop_front();
        if (!can_rerun(entry)) {
            ++looks_in_vain;
            late_.push_back(entry);
            continue;
        }
        auto& at = slots_[entry.slot];
        at.listed_late = false;
        at.changed_in = block_;
        at.row_is_old = true;
        conversation_changes changes;
        done += rerun_read_cost + at.talk->work_in_late(with, durable_, changes);
        ++out.recomputed;
        hand_over(entry.slot, changes, out);
        if (at.talk->has_late())
            list_late(entry.slot);
        touch(entry.slot);
    }
}

} // namespace chatqc::engine
