#include "app/backtest_deal.h"

#include <boost/unordered/unordered_flat_set.hpp>

#include <algorithm>

namespace chatqc::app {

namespace {

// A batch of about this size keeps a thread busy for some milliseconds.
constexpr std::size_t batch_bytes = 256u << 10;

// Messages whose stretches are looked up together: each look waits for memory, and many can wait at once.
constexpr std::size_t looked_up = 32;

class dealer {
public:
    dealer(storage::store& stored, const backtest_plan& plan, const std::function<void(dealt_batch&&)>& take)
        : stored_(stored), plan_(plan), take_(take), is_whole_(plan.stretches.size(), false)
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
        std::uint64_t conversation = 0;  // its hash
        std::uint32_t first_stretch = 0; // of the conversation; none: plan_.stretches.size()
    };

    // Reads the next messages of a block, up to a damaged one, and looks for their stretches.
    void see(const storage::journal_block& block, std::string_view& records);
    [[nodiscard]] std::optional<std::uint32_t> stretch_of(const seen_message& one) const;
    void take_message(const seen_message& one);
    void deal(std::uint32_t number, std::string_view conversation, gathered&& whole);
    [[nodiscard]] bool read_by_place(const planned_stretch& stretch, engine::stretch& to);
    void hand_over();

    storage::store& stored_;
    const backtest_plan& plan_;
    const std::function<void(dealt_batch&&)>& take_;
    boost::unordered_flat_set<engine::source_id> sources_; // the tenant's
    std::vector<seen_message> seen_;
    boost::unordered_flat_map<std::uint32_t, gathered> open_;
    std::vector<bool> is_whole_; // by stretch
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
                0,
            });
        records.remove_prefix(consumed);
    }
    const auto none = static_cast<std::uint32_t>(plan_.stretches.size());
    for (auto& one : seen_) {
        const auto found = plan_.first_stretch.find(one.conversation);
        one.first_stretch = found == plan_.first_stretch.end() ? none : found->second;
        if (one.first_stretch != none)
            __builtin_prefetch(&plan_.stretches[one.first_stretch]);
    }
}

// The stretch in whose time a message lies, if it is still wanted.
std::optional<std::uint32_t> dealer::stretch_of(const seen_message& one) const
{
    for (auto number = one.first_stretch; number < plan_.stretches.size(); ++number) {
        const auto& stretch = plan_.stretches[number];
        if (stretch.conversation != one.conversation || stretch.first > one.value.ts)
            return std::nullopt;
        if (one.value.ts <= stretch.until)
            return is_whole_[number] ? std::nullopt : std::optional{number};
    }
    return std::nullopt;
}

void dealer::take_message(const seen_message& one)
{
    const auto number = stretch_of(one);
    if (!number)
        return;
    auto& so_far = open_[*number];
    const auto wanted = plan_.stretches[*number].messages;
    if (so_far.messages == 0) // a guess, so that the records seldom move
        so_far.records.reserve(std::min(one.record.size() * wanted, batch_bytes));
    so_far.records += one.record;
    so_far.ids += engine::hash_id(one.value.id);
    if (++so_far.messages < wanted)
        return;
    is_whole_[*number] = true;
    auto whole = std::move(so_far);
    open_.erase(*number);
    deal(*number, one.value.conversation, std::move(whole));
}

void dealer::deal(std::uint32_t number, std::string_view conversation, gathered&& whole)
{
    const auto& stretch = plan_.stretches[number];
    engine::stretch made{
        plan_.tenant, std::string{conversation}, plan_.carries[stretch.before], std::move(whole.records)};
    if (whole.ids != stretch.ids && !read_by_place(stretch, made)) {
        is_whole_[number] = false;
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
        if (!is_whole_[number])
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
