#include "tests/model/disorder.h"

#include "engine/shard/shard.h"
#include "tests/engine/lagging_history.h"
#include "tests/model/compare.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace chatqc::model {

namespace {

constexpr engine::tenant_id tenant = 1;
constexpr std::size_t block_bytes = 1 << 14; // a batch has a dozen messages

// A message or copy that came in, as the journal's block of that batch has it.
struct stored_arrival : arrival {
    std::uint64_t block = 0;
    bool is_judged = false;
    bool is_copy = false; // dropped: nothing of it is stored
};

class machine {
public:
    machine(
        const std::vector<message>& messages,
        const engine::unit_log& units,
        test::random& random,
        const disorder_options& options
    )
        : messages_(messages),
          units_(units),
          random_(random),
          wakes_(random),
          options_(options),
          sources_(static_cast<engine::source_id>(random.between(1, 3)))
    {
        for (std::size_t index = 0; index < messages.size(); ++index)
            queue_.push_back({index, 1 + random.below(sources_), options.live});
        for (std::size_t at = queue_.size(); at > 1; --at) {
            const auto reach = std::min<std::size_t>(at, random.chance(50) ? 3 : queue_.size());
            std::swap(queue_[at - 1], queue_[at - 1 - random.below(reach)]);
        }
        start();
    }

    disorder_result run()
    {
        while (!queue_.empty()) {
            batch();
            if (options_.restarts && random_.chance(4))
                cut_power();
        }
        do {
            begin();
            for (engine::source_id source = 1; source <= sources_; ++source)
                set_source(source, {!options_.live, engine::source_phase::ended, {}});
            finish(engine::spare_time{});
            disk_.settle();
            tell_durable();
        } while (has_late());
        auto found = settled();
        return {std::move(found), sessions(), judged(), wrong_};
    }

private:
    // Shards over what the disk has.
    void start()
    {
        shards_.clear();
        const auto count =
            static_cast<std::size_t>(random_.between(1, static_cast<std::int64_t>(options_.shards_max)));
        for (std::size_t number = 0; number < count; ++number) {
            shards_.push_back(std::make_unique<engine::shard>(units_, disk_));
            shards_.back()->name_tenant(tenant, "lab");
        }
        tell_durable();
        next_block_ = disk_.blocks().size();
        begin();
        for (engine::source_id source = 1; source <= sources_ && next_block_ > 0; ++source)
            set_source(source, any_clock());
        for (auto block = restore_checkpoint(); block < disk_.blocks().size(); ++block)
            restore(block);
        finish(engine::spare_time{});
        if (disk_.blocks().empty())
            disk_.settle(); // what is written begins behind the first block
        tell_durable();
    }

    // The rows that are there, or none of them. Returns from where on the journal must be read.
    std::uint64_t restore_checkpoint()
    {
        if (random_.chance(20)) {
            disk_.erase_rows();
            head_ = 0;
        }
        next_head_.reset();
        for (const auto& [conversation, row] : disk_.rows()) {
            auto asleep = engine::dormant::read(row);
            REQUIRE(asleep);
            const auto hash = engine::hash_conversation(tenant, conversation);
            shards_[hash % shards_.size()]->restore(std::move(asleep), hash);
        }
        return random_.chance(80) ? head_ : 0;
    }

    // Rows of any age; the head once all that came before it is durable.
    void write_checkpoint()
    {
        const auto is_done = [](const auto& each) { return each->has_checkpoint(); };
        if (next_head_ && next_head_->stands_on <= disk_.durable()) {
            head_ = next_head_->journal_from;
            next_head_.reset();
        }
        if (next_head_ || !std::all_of(shards_.begin(), shards_.end(), is_done))
            return;
        auto from = next_block_;
        for (const auto& each : shards_)
            from = std::min(from, each->oldest_unwritten_block().value_or(from));
        next_head_ = {from, next_block_ - 1};
        for (const auto& each : shards_)
            each->begin_checkpoint({random_.below(next_block_), random_.below(next_block_)});
    }

    // Journal blocks are numbered through all shards, one each a batch.
    void begin()
    {
        for (std::size_t number = 0; number < shards_.size(); ++number)
            shards_[number]->begin(next_block_ + number, block_bytes);
    }

    void finish(const engine::spare_time& spare)
    {
        for (const auto& each : shards_)
            disk_.commit(next_block_++, each->finish(spare));
    }

    void tell_durable()
    {
        for (const auto& each : shards_)
            each->durable(disk_.durable());
    }

    void set_source(engine::source_id source, const engine::source_view& view)
    {
        for (const auto& each : shards_)
            each->set_source(source, view);
    }

    static engine::incoming
    incoming_of(std::string_view record, const engine::message& value, std::size_t source)
    {
        return {
            record,
            tenant,
            static_cast<engine::source_id>(source),
            engine::hash_conversation(tenant, value.conversation),
            engine::hash_id(value.id),
            engine::hash_content(value)};
    }

    engine::shard& shard_of(const engine::incoming& one)
    {
        return *shards_[one.conversation_hash % shards_.size()];
    }

    engine::reception receive(const message& what, const arrival& how, bool too_late)
    {
        const auto value = bound(what);
        std::string record;
        const auto source = static_cast<engine::source_id>(how.source);
        engine::append_record(record, value, {source, {}, too_late, !how.is_live});
        const auto one = incoming_of(record, value, how.source);
        return shard_of(one).receive(one);
    }

    void restore(std::uint64_t block)
    {
        const auto& bytes = disk_.blocks()[block];
        std::string_view rest = *bytes;
        while (!rest.empty()) {
            std::size_t consumed = 0;
            const auto read = engine::read_record(rest, consumed);
            REQUIRE(read);
            const auto offset = static_cast<std::uint32_t>(bytes->size() - rest.size());
            const auto one = incoming_of(rest.substr(0, consumed), read->message, read->arrival.source);
            shard_of(one).restore(one, bytes, {block, offset});
            rest.remove_prefix(consumed);
        }
    }

    // What was not durable is gone, and is sent again.
    void cut_power()
    {
        disk_.lose();
        std::vector<stored_arrival> left;
        for (const auto& each : arrivals_) {
            if (each.block <= disk_.durable())
                left.push_back(each);
            else if (!each.is_copy)
                queue_.push_front(each);
        }
        arrivals_ = std::move(left);
        rule_ = {};
        for (const auto& each : arrivals_)
            rule_.see(each, messages_[each.message].ts);
        start();
    }

    void batch()
    {
        begin();
        for (auto count = random_.between(1, 6); count > 0 && !queue_.empty(); --count) {
            const auto next = queue_.front();
            queue_.pop_front();
            send(next);
            if (random_.chance(10))
                send({random_.below(messages_.size()), 1 + random_.below(sources_), options_.live}, true);
        }
        for (engine::source_id source = 1; source <= sources_; ++source) {
            if (random_.chance(30))
                set_source(source, any_clock());
        }
        const bool show = random_.chance(50);
        const auto may_rerun = [left = random_.below(3)]() mutable { return left-- > 0; };
        const auto may_wake = [this, is_bounded = wakes_.chance(50)](bool) {
            return !is_bounded || wakes_.chance(70);
        };
        finish({.show = show, .may_rerun = may_rerun, .may_wake = may_wake, .rows = random_.below(4)});
        write_checkpoint();
        disk_.write(random_.below(4 * shards_.size()));
        tell_durable();
    }

    engine::source_view any_clock()
    {
        const bool ended = !options_.live && random_.chance(10);
        const auto clock = messages_[random_.below(messages_.size())].ts;
        return {!options_.live, ended ? engine::source_phase::ended : engine::source_phase::holding, clock};
    }

    // Sends a message, or a copy of one that came in before; now and then the copy's text is another.
    void send(const arrival& how, bool is_copy = false)
    {
        const auto count = [&](bool judged_only) {
            return std::count_if(arrivals_.begin(), arrivals_.end(), [&](const stored_arrival& each) {
                return each.message == how.message && (each.is_judged || !judged_only);
            });
        };
        const bool is_known = count(false) > 0;
        if (is_copy && !is_known)
            return;
        auto what = messages_[how.message];
        const bool is_changed = is_copy && random_.chance(20);
        what.text += is_changed ? "!" : "";
        const bool too_late = rule_.is_too_late(how, what.ts);
        const bool is_dropped = is_known && (too_late || count(true) > 0);
        const auto expected = is_changed   ? engine::reception::conflict
                              : is_dropped ? engine::reception::duplicate
                              : too_late   ? engine::reception::too_late
                                           : engine::reception::accepted;
        if (receive(what, how, too_late) != expected)
            wrong_ = "the answer to " + what.conversation + " " + what.id;
        if (is_changed)
            return;
        rule_.see(how, what.ts);
        const auto number = engine::hash_conversation(tenant, what.conversation) % shards_.size();
        arrivals_.push_back({how, next_block_ + number, !too_late, is_dropped});
    }

    // What some copy of came in time, as it was when it came: a source's newest message may have been lost
    // since, and with another shard's block.
    [[nodiscard]] std::vector<message> judged() const
    {
        std::set<std::size_t> in_time;
        for (const auto& each : arrivals_) {
            if (each.is_judged)
                in_time.insert(each.message);
        }
        std::vector<message> found;
        for (const auto index : in_time)
            found.push_back(messages_[index]);
        return found;
    }

    [[nodiscard]] std::vector<engine::verdict> settled()
    {
        std::vector<engine::verdict> found;
        for (const auto& [id, one] : disk_.written().all_verdicts()) {
            if (one.status == engine::verdict_status::retracted)
                continue;
            if (one.status != engine::verdict_status::final_)
                wrong_ = "left provisional: " + one.conversation + " " + one.anchor;
            found.push_back(one);
        }
        return found;
    }

    [[nodiscard]] std::vector<engine::offline_run::ended_session> sessions()
    {
        std::vector<engine::offline_run::ended_session> found;
        for (const auto& [conversation, rows] : disk_.written().all_segments()) {
            for (const auto& [first, row] : rows) {
                if (row.session)
                    found.push_back({row.conversation, *row.session});
            }
        }
        return found;
    }

    [[nodiscard]] bool has_late() const
    {
        return std::any_of(shards_.begin(), shards_.end(), [](const auto& each) {
            return each->late_conversations() > 0;
        });
    }

    const std::vector<message>& messages_;
    const engine::unit_log& units_;
    test::random& random_;
    test::random wakes_; // which conversations that are due a batch goes on with
    const disorder_options& options_;
    engine::source_id sources_;
    std::deque<arrival> queue_;            // still to be sent
    std::vector<stored_arrival> arrivals_; // let in
    too_late_rule rule_;
    test::lagging_history disk_;
    std::uint64_t next_block_ = 0;

    struct checkpoint_head {
        std::uint64_t journal_from = 0;
        std::uint64_t stands_on = 0; // the last block that must be durable first
    };

    std::uint64_t head_ = 0;
    std::optional<checkpoint_head> next_head_;
    std::string wrong_;
    std::vector<std::unique_ptr<engine::shard>> shards_;
};

} // namespace

disorder_result settle_in_disorder(
    const std::vector<message>& messages,
    const engine::unit_log& units,
    test::random& random,
    const disorder_options& options
)
{
    return machine{messages, units, random, options}.run();
}

} // namespace chatqc::model
