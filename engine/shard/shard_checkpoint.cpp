// What a shard tells the checkpoint of its open conversations, and how they come back at a start: those that
// have a row sleep until something needs their state, the others are made again from the journal.
#include "engine/canary.h"
#include "engine/hash.h"
#include "engine/shard/shard.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace chatqc::engine {

namespace {

// Slots that a batch looks at for each row it may write.
constexpr std::size_t looks_per_row = 16;

} // namespace

void shard::restore(std::unique_ptr<dormant> asleep, std::uint64_t conversation_hash)
{
    const auto front = asleep->front();
    if (!front.session.empty() && hash_bytes(plans_.at(front.started).value()->rules->hash) != front.unit)
        asleep->misjudged();
    if (!front.session.empty())
        starts_.forget(front.started);
    const auto number = new_slot(free_key(conversation_hash));
    auto& at = slots_[number];
    at.asleep = std::move(asleep);
    at.has_row = true;
    if (!sleeps_on(number))
        touch(number);
}

void shard::restore(const incoming& one, const shared_block& block, position where)
{
    std::size_t consumed = 0;
    const auto read = read_record(std::string_view{*block}.substr(where.offset), consumed);
    if (!read)
        return;
    const auto number = slot_of(one, read->message.conversation, true);
    auto& at = slots_[number];
    const bool too_late = read->arrival.too_late;
    const auto is_there = [&](const std::optional<known_message>& known) {
        return known && (!known->too_late || too_late);
    };
    if (at.asleep && is_there(at.asleep->known(one.id_hash)))
        return;
    auto& talk = wake(number);
    touch(number);
    if (is_there(talk.known(one.id_hash))) {
        // Its session may have ended, and been stored, before what it amends was judged again.
        if (!too_late && is_amendment(read->message))
            talk.amend_again(read->message, where.block);
        if (talk.has_late()) {
            lacks(at, where.block);
            list_late(number);
        }
        return;
    }
    const stored_message stored{where, one.id_hash, one.content_hash, one.source, too_late};
    if (too_late)
        talk.keep(stored);
    else
        talk.add({block, read->message, stored, where.offset});
    lacks(at, where.block);
    if (talk.has_late())
        list_late(number);
    show_later(number);
}

conversation& shard::wake(slot_number number)
{
    auto& at = slots_[number];
    if (!at.asleep)
        return *at.talk;
    ++loaded_;
    const auto asleep = std::move(at.asleep);
    const auto row = asleep->row();
    conversation_name name{tenants_[row.tenant], row.conversation};
    at.talk = make_pooled<conversation>(
        talks_, std::move(name), row.tenant, hash_conversation(row.tenant, row.conversation)
    );
    at.talk->wake(row, stored_, names_);
    if (at.talk->has_late())
        list_late(number);
    return *at.talk;
}

conversation& shard::awake(slot_number number)
{
    auto& at = slots_[number];
    if (at.asleep) {
        wake(number);
        conversation_changes changes;
        at.talk->catch_up({plans_, finders_, names_, stored_}, changes);
        note_start(number);
        hand_over(number, changes, woken_);
        at.changed_in = block_;
        touch(number);
    }
    return *at.talk;
}

// A message of this block is not in its row.
void shard::lacks(slot& at, std::uint64_t block)
{
    at.row_lacks = std::min(at.row_lacks, block);
    at.row_is_old = true;
}

void shard::put_row(slot& at, batch_result& out)
{
    checkpoint_row_change change;
    if (at.asleep) {
        change.tenant = at.asleep->tenant();
        change.conversation = at.asleep->name();
        change.row = at.asleep->bytes();
        at.row_lacks = lacks_nothing;
    } else {
        change.tenant = at.talk->tenant();
        change.conversation = at.talk->name().conversation;
        append_binary(change.row, at.talk->row());
        at.row_lacks = at.talk->oldest_waiting_block().value_or(lacks_nothing);
    }
    at.has_row = true;
    at.row_is_old = false;
    out.rows.push_back(std::move(change));
}

// Its messages have moved between segments and the open part: in the same commit its row says what is left.
void shard::follow_segments(slot& at, bool reopened, batch_result& out)
{
    if (at.talk->has_row() && (at.has_row || reopened) &&
        !(reopened && canary::is_on(canary::reopened_below_checkpoint)))
        return put_row(at, out);
    at.row_lacks = at.talk->oldest_open_block().value_or(lacks_nothing);
    if (std::exchange(at.has_row, false))
        out.rows.push_back({at.talk->tenant(), at.talk->name().conversation, {}});
}

void shard::begin_checkpoint(const checkpoint_turn& turn)
{
    turn_ = turn;
    turn_at_ = 0;
    turn_end_ = slots_.size();
}

void shard::write_rows(std::size_t rows_max, batch_result& out)
{
    const auto last = turn_at_ + std::min(turn_end_ - turn_at_, rows_max * looks_per_row);
    for (std::size_t rows = 0; turn_at_ < last && rows < rows_max; ++turn_at_) {
        auto& at = slots_[turn_at_];
        if (!at.row_is_old || (at.talk && !at.talk->has_row()))
            continue;
        if (at.changed_in > turn_.quiet_since && at.row_lacks >= turn_.overdue_before)
            continue;
        put_row(at, out);
        ++rows;
    }
}

void shard::rows_lost()
{
    for (auto& at : slots_) {
        if (!std::exchange(at.has_row, false))
            continue;
        const auto oldest = at.asleep ? at.asleep->oldest_block() : at.talk->oldest_open_block();
        lacks(at, oldest.value_or(lacks_nothing));
    }
}

std::optional<std::uint64_t> shard::oldest_unwritten_block() const
{
    auto oldest = lacks_nothing;
    for (const auto& at : slots_)
        oldest = std::min(oldest, at.row_lacks);
    return oldest == lacks_nothing ? std::nullopt : std::optional{oldest};
}

} // namespace chatqc::engine
