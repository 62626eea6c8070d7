#include "app/backtest_deal.h"

#include <boost/unordered/unordered_flat_set.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace chatqc::app {

namespace {

// A batch of about this size keeps a thread busy for some milliseconds.
constexpr std::size_t batch_bytes = 256u << 10;

// Messages whose stretches are looked up together: each look waits for memory, and many can wait at once.
constexpr std::size_t looked_up = 32;

constexpr auto no_stretch = std::numeric_limits<std::uint32_t>::max();
constexpr auto not_begun = no_stretch;
constexpr auto is_dealt = no_stretch - 1;

class dealer {
public:
    dealer(storage::store& stored, const backtest_plan& plan, const std::function<void(dealt_batch&&)>& take)
        : stored_(stored), plan_(plan), take_(take), place_(plan.stretches.size(), not_begun)
    {
        for (const auto& source : stored.sources()) {
            if (source.tenant == plan.tenant)
                sources_.insert(source.id);
        }
    }

    void take_block(const storage::journal_block& block);

    void note(const storage::journal_damage& damage) { left_.damage.push_back(damage); }

    not_dealt finish();

private:
    struct gathered {
        std::string records;
        std::uint64_t ids = 0;
        std::uint32_t messages = 0;
    };

    struct seen_message {
        engine::message value;
        std::string_view record;
        std::uint64_t conversation = 0; // its hash
        std::uint32_t stretch = no_stretch;
    };

    // Reads the next messages of a block, up to a damaged one, and looks for their stretches.
    void see(const storage::journal_block& block, std::string_view& records);
    void look_up_seen();
    [[nodiscard]] std::uint32_t stretch_of(const seen_message& one) const;
    void take_message(const seen_message& one);
    gathered& gathered_of(std::uint32_t stretch);
    void deal(std::uint32_t number, std::string_view conversation, gathered&& whole);
    [[nodiscard]] bool read_by_place(const planned_stretch& stretch, engine::stretch& to);
    void hand_over();

    storage::store& stored_;
    const backtest_plan& plan_;
    const std::function<void(dealt_batch&&)>& take_;
    boost::unordered_flat_set<engine::source_id> sources_; // the tenant's
    std::vector<seen_message> seen_;
    std::vector<gathered> open_;       // stretches of which some messages have been met
    std::vector<std::uint32_t> free_;  // in open_
    std::vector<std::uint32_t> place_; // by stretch: in open_, or not_begun, or is_dealt
    not_dealt left_;
    dealt_batch batch_;
    boost::unordered_flat_set<std::uint64_t> in_batch_; // conversations
    std::size_t bytes_ = 0;
};

void dealer::take_block(const storage::journal_block& block)
{
    auto records = block.bytes();
    while (!records.empty()) {
        see(block, records);
        for (const auto& one : seen_)
            take_message(one);
    }
}

void dealer::see(const storage::journal_block& block, std::string_view& records)
{
    seen_.clear();
    while (!records.empty() && seen_.size() < looked_up) {
        std::size_t consumed = 0;
        const auto read = engine::read_record(records, consumed);
        if (!read) {
            note({block.sequence, block.sequence, block.messages, "it holds a damaged record"});
            records = {};
            break;
        }
        if (!read->arrival.too_late && sources_.contains(read->arrival.source))
            seen_.push_back({
                read->message,
                records.substr(0, consumed),
                engine::hash_conversation(plan_.tenant, read->message.conversation),
            });
        records.remove_prefix(consumed);
    }
    look_up_seen();
}

// One look after the other, but each for all of them.
void dealer::look_up_seen()
{
    for (auto& one : seen_) {
        const auto found = plan_.first_stretch.find(one.conversation);
        if (found == plan_.first_stretch.end())
            continue;
        one.stretch = found->second;
        __builtin_prefetch(&plan_.stretches[one.stretch]);
    }
    for (auto& one : seen_) {
        one.stretch = stretch_of(one);
        if (one.stretch != no_stretch)
            __builtin_prefetch(&place_[one.stretch], 1);
    }
    const auto met = [this](const seen_message& one) -> const gathered* {
        const auto place = one.stretch == no_stretch ? not_begun : place_[one.stretch];
        return place < open_.size() ? &open_[place] : nullptr;
    };
    for (const auto& one : seen_)
        __builtin_prefetch(met(one), 1);
    for (const auto& one : seen_) {
        if (const auto* so_far = met(one))
            __builtin_prefetch(so_far->records.data() + so_far->records.size(), 1);
    }
}

// The stretch in whose time a message lies, from the first one of its conversation on.
std::uint32_t dealer::stretch_of(const seen_message& one) const
{
    for (auto number = one.stretch; number < plan_.stretches.size(); ++number) {
        const auto& stretch = plan_.stretches[number];
        if (stretch.conversation != one.conversation || stretch.first > one.value.ts)
            break;
        if (one.value.ts <= stretch.until)
            return number;
    }
    return no_stretch;
}

dealer::gathered& dealer::gathered_of(std::uint32_t stretch)
{
    auto& place = place_[stretch];
    if (place != not_begun)
        return open_[place];
    if (free_.empty()) {
        place = static_cast<std::uint32_t>(open_.size());
        return open_.emplace_back();
    }
    place = free_.back();
    free_.pop_back();
    return open_[place];
}

void dealer::take_message(const seen_message& one)
{
    const auto number = one.stretch;
    if (number == no_stretch || place_[number] == is_dealt)
        return;
    auto& so_far = gathered_of(number);
    const auto wanted = plan_.stretches[number].messages;
    if (so_far.messages == 0) // a guess, so that the records seldom move
        so_far.records.reserve(std::min(one.record.size() * wanted, batch_bytes));
    so_far.records += one.record;
    so_far.ids += engine::hash_id(one.value.id);
    if (++so_far.messages < wanted)
        return;
    free_.push_back(std::exchange(place_[number], is_dealt));
    deal(number, one.value.conversation, std::exchange(so_far, {}));
}

void dealer::deal(std::uint32_t number, std::string_view conversation, gathered&& whole)
{
    const auto& stretch = plan_.stretches[number];
    engine::stretch made{
        plan_.tenant, std::string{conversation}, plan_.carries[stretch.before], std::move(whole.records)};
    if (whole.ids != stretch.ids && !read_by_place(stretch, made)) {
        left_.stretches.push_back(number);
        return;
    }
    if (!in_batch_.insert(stretch.conversation).second) {
        hand_over();
        in_batch_.insert(stretch.conversation);
    }
    if (const auto more = plan_.amendments.find(stretch.conversation); more != plan_.amendments.end())
        made.records += more->second;
    bytes_ += made.records.size();
    batch_.numbers.push_back(number);
    batch_.messages.push_back(std::move(made));
    if (bytes_ >= batch_bytes)
        hand_over();
}

// At the very moment of its end a message of what follows was taken for one of its own: both are told apart
// by where the store says they lie. False if that can no longer be read.
bool dealer::read_by_place(const planned_stretch& stretch, engine::stretch& to)
{
    std::vector<engine::position> where;
    for (const auto& segment : stored_.segments(plan_.tenant, to.conversation)) {
        if (segment.first.ts < stretch.first || segment.until > stretch.until)
            continue;
        for (const auto& message : segment.messages) {
            if (!message.too_late)
                where.push_back(message.where);
        }
    }
    to.records.clear();
    const auto done = stored_.read(where, to.records);
    if (!done && done.error.code != "not_found" && done.error.code != "corruption")
        throw storage::read_error{done.error};
    return done.value.has_value();
}

void dealer::hand_over()
{
    if (!batch_.numbers.empty())
        take_(std::move(batch_));
    batch_ = {};
    in_batch_.clear();
    bytes_ = 0;
}

not_dealt dealer::finish()
{
    hand_over();
    for (std::uint32_t number = 0; number < plan_.stretches.size(); ++number) {
        if (place_[number] != is_dealt)
            left_.stretches.push_back(number);
    }
    return std::move(left_);
}

} // namespace

not_dealt deal_messages(
    storage::store& stored, const backtest_plan& plan, const std::function<void(dealt_batch&&)>& take
)
{
    dealer work{stored, plan, take};
    const auto visit = [&](const storage::journal_block& block) {
        if (block.sequence > plan.to_block)
            return false;
        work.take_block(block);
        return true;
    };
    const auto done = stored.scan_readable(plan.from_block, visit, [&](const storage::journal_damage& range) {
        if (range.first_block <= plan.to_block)
            work.note(range);
    });
    if (!done)
        throw storage::read_error{done.error};
    return work.finish();
}

} // namespace chatqc::app
