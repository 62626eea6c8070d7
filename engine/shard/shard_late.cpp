// When late messages, edits, recalls and new units are worked into their conversations: beside the batches of
// live messages, once what they stand on is durable, all that came for one conversation meanwhile together.
#include "engine/incident.h"
#include "engine/shard/shard.h"

#include <algorithm>

namespace chatqc::engine {

namespace {

// A batch looks at no more late conversations that cannot be worked in yet.
constexpr std::size_t late_looks_max = 16;
// For one that was so often found busy the shard waits for the disk.
constexpr std::uint32_t late_in_vain_max = 1000;
// Batches between two looks for units that no open session is judged by.
constexpr std::uint64_t unit_looks_every = 64;

} // namespace

void shard::activate(time_point from, std::shared_ptr<const unit> value)
{
    add_counted_rules(counted_, *value->rules);
    plans_.activate(from, std::move(value));
}

// What nothing is judged by any more is large, and looked for now and then.
void shard::let_go_of_units()
{
    if (++batches_ % unit_looks_every == 0 && finders_.size() > 1)
        finders_.let_go([this](const unit& each) { return plans_.needs(each); });
}

void shard::note_start(slot_number number)
{
    auto& at = slots_[number];
    const auto started = at.talk->started();
    if (!started || *started == at.started)
        return;
    at.started = *started;
    starts_.add(*started, number);
}

void shard::judge_again(time_point from)
{
    if (const auto slots = starts_.since(from)) {
        for (const auto number : *slots)
            judge_again_since(number, from);
        return;
    }
    for (slot_number number = 0; number < slots_.size(); ++number)
        judge_again_since(number, from);
}

void shard::judge_again_since(slot_number number, time_point from)
{
    const auto started = start_of(slots_[number]);
    if (!started || *started < from)
        return;
    awake(number).judge_again(*started);
    list_late(number);
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
    late_.push_back({number, block_, 0});
}

// What a rerun reads must be on disk: the conversation's segments and its messages.
bool shard::can_rerun(const late_entry& entry)
{
    const auto& at = slots_[entry.slot];
    const auto is_on_disk = [&] {
        return std::max(at.wrote_in, at.talk->newest_open_block()) <= durable_ &&
               at.talk->has_late_up_to(durable_);
    };
    if (is_on_disk())
        return true;
    if (entry.in_vain < late_in_vain_max || !stored_.settle())
        return false;
    durable_ = std::max(durable_, block_ - 1);
    return is_on_disk();
}

void shard::work_in_late(const std::function<bool()>& may_rerun, batch_result& out)
{
    const conversation_services with{plans_, finders_, names_, stored_};
    std::size_t looks_in_vain = 0;
    for (auto left = late_.size(); left > 0 && looks_in_vain < late_looks_max; --left) {
        if (may_rerun && !may_rerun())
            return;
        auto entry = late_.front();
        late_.pop_front();
        if (!can_rerun(entry)) {
            ++looks_in_vain;
            ++entry.in_vain;
            late_.push_back(entry);
            continue;
        }
        auto& at = slots_[entry.slot];
        at.listed_late = false;
        at.changed_in = block_;
        at.row_is_old = true;
        conversation_changes changes;
        at.talk->work_in_late(with, durable_, changes);
        ++out.recomputed;
        if (changes.erased.empty() && changes.ended.empty() && !at.talk->has_row())
            resegmented_.push_back({entry.slot, false}); // nothing is lacking any more
        hand_over(entry.slot, changes, out);
        if (at.talk->has_late())
            list_late(entry.slot);
        touch(entry.slot);
    }
}

} // namespace chatqc::engine
