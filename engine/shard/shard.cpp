#include "engine/shard/shard.h"

#include "engine/canary.h"
#include "engine/incident.h"

#include <algorithm>
#include <cassert>
#include <tuple>
#include <utility>

namespace chatqc::engine {

shard::shard(const unit_log& units, history& stored, bool every_profile)
    : plans_(units, every_profile), stored_(stored), counted_(counted_rules(units))
{
}

shard::~shard() = default;

void shard::name_tenant(tenant_id tenant, std::string_view name)
{
    names_.set(tenants_[tenant], name);
}

void shard::begin(std::uint64_t block, std::size_t capacity)
{
    block_ = block;
    records_ = std::make_shared<std::string>();
    records_->reserve(capacity);
    messages_ = 0;
}

slot_number shard::slot_of(const incoming& one, std::string_view called, bool restarting)
{
    if (one.expected < slots_.size() && slots_[one.expected].is(one.tenant, called))
        return one.expected;
    auto key = one.conversation_hash;
    for (auto found = by_key_.find(key); found != by_key_.end(); found = by_key_.find(++key)) {
        if (slots_[found->second].is(one.tenant, called))
            return found->second;
    }
    const auto number = new_slot(key);
    conversation_name name{tenants_[one.tenant], std::string{called}};
    slots_[number].talk =
        make_pooled<conversation>(talks_, std::move(name), one.tenant, one.conversation_hash);
    if (slots_[number].talk->load(stored_, names_, restarting))
        ++loaded_;
    return number;
}

std::uint64_t shard::free_key(std::uint64_t hash) const
{
    while (by_key_.contains(hash))
        ++hash;
    return hash;
}

slot_number shard::new_slot(std::uint64_t key)
{
    slot_number number = 0;
    if (free_slots_.empty()) {
        number = static_cast<slot_number>(slots_.size());
        slots_.emplace_back();
    } else {
        number = free_slots_.back();
        free_slots_.pop_back();
    }
    slots_[number].key = key;
    slots_[number].started = time_point::min();
    by_key_.emplace(key, number);
    return number;
}

void shard::expect(std::span<incoming> next) const
{
    // One look after the other, but each over all of them: the memory answers many questions at once.
    for (auto& one : next) {
        const auto found = by_key_.find(one.conversation_hash);
        one.expected = found == by_key_.end() ? slot_unknown : found->second;
        if (one.expected != slot_unknown)
            __builtin_prefetch(&slots_[one.expected], 1);
    }
    for (const auto& one : next) {
        if (one.expected != slot_unknown && slots_[one.expected].talk)
            slots_[one.expected].talk->prefetch_to_add();
    }
    for (const auto& one : next) {
        if (one.expected != slot_unknown && slots_[one.expected].talk)
            slots_[one.expected].talk->prefetch_messages();
    }
}

std::optional<known_message> shard::known(slot_number number, std::uint64_t id_hash)
{
    if (const auto& asleep = slots_[number].asleep) {
        if (const auto known = asleep->known(id_hash))
            return known;
    }
    return awake(number).known(id_hash); // ended sessions may know it
}

reception shard::receive(const incoming& one)
{
    // Goes into the block at once, so that the message is read where it stays, and out again if it is known.
    assert(records_->size() + one.record.size() <= records_->capacity());
    const auto offset = static_cast<std::uint32_t>(records_->size());
    records_->append(one.record);
    std::size_t consumed = 0;
    const auto read = read_record(std::string_view{*records_}.substr(offset), consumed);
    assert(read && "the codec made this record");
    const auto number = slot_of(one, read->message.conversation, false);
    const bool too_late = read->arrival.too_late;
    if (const auto known = this->known(number, one.id_hash);
        known && !canary::is_on(canary::copies_accepted)) {
        const bool conflict = known->content_hash != one.content_hash;
        if (conflict || !known->too_late || too_late) {
            records_->resize(offset);
            list_if_idle(number); // it may have been loaded only to be asked
            return conflict ? reception::conflict : reception::duplicate;
        }
    }
    ++messages_;

    auto& talk = awake(number);
    auto& at = slots_[number];
    lacks(at, block_);
    const stored_message stored{{block_, offset}, one.id_hash, one.content_hash, one.source, too_late};
    if (too_late) {
        talk.keep(stored);
        return reception::too_late;
    }
    if (!read->arrival.recorded)
        see_shop(one, at, read->message.ts);
    talk.add({records_, read->message, stored, offset});
    show_later(number);
    await_turn(number, one.source, read->message.ts);
    return reception::accepted;
}

void shard::touch(slot_number number)
{
    if (slots_[number].touched)
        return;
    slots_[number].touched = true;
    touched_.push_back(number);
}

void shard::show_later(slot_number number)
{
    if (slots_[number].unshown)
        return;
    slots_[number].unshown = true;
    unshown_.push_back(number);
}

void shard::see_shop(const incoming& one, const slot& at, time_point ts)
{
    const auto& shop = at.talk->shop();
    auto& last = sighted_at_[{one.source, shop}];
    if (ts - last < std::chrono::hours{1})
        return;
    last = ts;
    sources_.sighted(one.source, one.tenant, shop, ts);
    sightings_.push_back({one.source, one.tenant, shop, ts});
}

void shard::set_source(source_id source, const source_view& view)
{
    sources_.set(source, view);
    if (std::find(moved_.begin(), moved_.end(), source) == moved_.end())
        moved_.push_back(source);
}

void shard::sighted(const shop_sighting& what)
{
    sources_.sighted(what.source, what.tenant, what.shop, what.last);
}

void shard::step(slot_number number, batch_result& out)
{
    if (sleeps_on(number))
        return;
    wake(number);
    auto& at = slots_[number];
    at.changed_in = block_;
    const conversation_services with{plans_, finders_, names_, stored_};
    conversation_changes changes;
    // A source that joined late may have set the clock back, but what was decided had been decided: after a
    // restart, too, a message before it is late.
    at.talk->catch_up(with, changes);
    const auto reading = sources_.read(at.talk->sources(), at.talk->tenant(), at.talk->shop());
    if (at.talk->advance(with, reading.watermark, changes))
        at.row_is_old = true;
    note_start(number);
    hand_over(number, changes, out);
    park(number, reading, at.talk->next_event());
}

// Whether it goes on sleeping.
bool shard::sleeps_on(slot_number number)
{
    const auto& at = slots_[number];
    if (!at.asleep)
        return false;
    const auto next = at.asleep->next_event();
    const auto front = at.asleep->front();
    const auto reading =
        sources_.read({front.sources.data(), front.sources.size()}, front.tenant, std::string{front.shop});
    if (next == time_point::min() || next <= reading.watermark)
        return false;
    park(number, reading, next);
    return true;
}

void shard::hand_over(slot_number number, conversation_changes& changes, batch_result& out)
{
    auto& at = slots_[number];
    if (!changes.erased.empty() || !changes.ended.empty()) {
        at.wrote_in = block_;
        resegmented_.push_back({number, !changes.erased.empty()});
        out.segments.push_back(
            {at.talk->tenant(),
             at.talk->name().conversation,
             std::move(changes.erased),
             std::move(changes.ended),
             at.talk->has_verdict_of(counted_)}
        );
    }
    std::move(changes.verdicts.begin(), changes.verdicts.end(), std::back_inserter(out.verdicts));
}

void shard::show_waiting(batch_result& out)
{
    const conversation_services with{plans_, finders_, names_, stored_};
    for (const auto number : unshown_) {
        auto& at = slots_[number];
        at.unshown = false;
        if (!at.talk)
            continue;
        conversation_changes changes;
        at.talk->preview(with, changes);
        hand_over(number, changes, out);
    }
    unshown_.clear();
}

void shard::list_if_idle(slot_number number)
{
    auto& at = slots_[number];
    if (at.listed_idle || at.asleep || !at.talk->is_idle())
        return;
    at.listed_idle = true;
    idle_.emplace_back(block_, number);
}

batch_result shard::finish(const spare_time& spare)
{
    auto out = std::exchange(woken_, {});
    work_in_late(spare.may_rerun, out);
    step_touched(out);
    take_due();
    wake_due(spare.may_wake, out);
    if (spare.show)
        show_waiting(out);
    for (const auto& one : resegmented_)
        follow_segments(slots_[one.slot], one.reopened, out);
    resegmented_.clear();
    write_rows(spare.rows, out);
    forget_idle();
    let_go_of_units();
    out.block = std::move(records_);
    out.messages = messages_;
    out.sightings = std::move(sightings_);
    sightings_.clear();
    return out;
}

void shard::durable(std::uint64_t block)
{
    durable_ = std::max(durable_, block);
}

void shard::forget_idle()
{
    while (!idle_.empty() && idle_.front().first <= durable_) {
        const auto number = idle_.front().second;
        idle_.pop_front();
        auto& at = slots_[number];
        at.listed_idle = false;
        if (!at.talk->is_idle())
            continue;
        // Since it was listed it may have come to life and to rest again: what it then said must be on disk
        // too.
        const bool is_behind = at.changed_in > durable_;
        if (is_behind || at.armed > 0 || at.touched || at.unshown || at.listed_late ||
            by_key_.contains(at.key + 1)) {
            at.listed_idle = true;
            idle_.emplace_back(block_, number);
            return; // try again with a later batch
        }
        by_key_.erase(at.key);
        at.talk.reset();
        at.row_is_old = false;
        free_slots_.push_back(number);
    }
}

} // namespace chatqc::engine
