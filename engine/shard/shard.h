// A shard: conversations, their deadlines and the sources' clocks, touched by one thread. Batches go in, one
// block of journal and the changes they cause come out. No I/O but through `history`; no clock.
#pragma once

#include "engine/block_pool.h"
#include "engine/conversation/conversation.h"
#include "engine/conversation/dormant.h"
#include "engine/shard/deadlines.h"
#include "engine/shard/recent_starts.h"
#include "engine/shard/sources.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace chatqc::engine {

inline constexpr slot_number slot_unknown = ~slot_number{0};

struct incoming {
    std::string_view record; // engine::append_record
    tenant_id tenant = 0;
    source_id source = 0;
    std::uint64_t conversation_hash = 0;
    std::uint64_t id_hash = 0;
    std::uint64_t content_hash = 0;
    slot_number expected = slot_unknown; // as shard::expect said
};

enum class reception : std::uint8_t { accepted, duplicate, conflict, too_late };

// A conversation's changes, as they go to the store.
struct segment_change {
    tenant_id tenant = 0;
    std::string conversation;
    std::vector<order_key> erased;
    std::vector<segment> ended;
    bool counts = false; // the conversation has verdicts that incidents may count
};

struct shop_sighting {
    source_id source = 0;
    tenant_id tenant = 0;
    std::string shop;
    time_point last{};
};

struct batch_result {
    shared_block block;         // packed records of what was accepted; may be empty
    std::uint32_t messages = 0; // in it
    std::vector<segment_change> segments;
    std::vector<verdict> verdicts;
    std::vector<shop_sighting>
        sightings; // live sources seen for a shop for the first time in a while: tell other shards
    std::vector<checkpoint_row_change> rows; // in order: of one conversation the last counts
    std::uint64_t recomputed = 0;            // conversations that late messages ran again
};

// What a batch may do beside its own messages.
struct spare_time {
    // Show what waiting messages hit by themselves: nothing more waits to come in.
    bool show = true;
    // Asked before late messages of a conversation are worked in, which runs its session again: whether there
    // is time for it. They come beside live traffic, which must not wait for them. Empty: for all of them.
    std::function<bool()> may_rerun{};
    // Asked before a conversation whose time has come goes on, with whether the source that it waited for is
    // recorded; live ones first. false: that one, and others of such sources, go on with a batch to come
    // (shard::has_due). Empty: all of them.
    std::function<bool(bool recorded)> may_wake{};
    // Write so many rows of the checkpoint, if one is being made.
    std::size_t rows = 0;
};

// Which open conversations get a new row, of those that have changed since theirs.
struct checkpoint_turn {
    std::uint64_t quiet_since = 0;    // that have not changed in a batch after this one
    std::uint64_t overdue_before = 0; // whose row lacks messages of blocks before this one
};

class shard {
public:
    // `every_profile`: see unit_plans. `stored` must outlive the shard.
    shard(const unit_log& units, history& stored, bool every_profile = false);
    ~shard();

    void name_tenant(tenant_id tenant, std::string_view name);

    // Once: memory for the next conversations, as block_pool takes it; it must outlive the shard.
    void lend(std::span<std::byte> memory) { talks_.lend(memory); }

    // --- one batch: begin, any of the middle, finish
    // --------------------------------------------------------------- `block` names the journal block that
    // takes this batch's messages, `capacity` bounds its bytes.
    void begin(std::uint64_t block, std::size_t capacity);
    // The clock of its source must be set afterwards, in this batch or one of the next: it wakes the
    // conversation.
    reception receive(const incoming& one);
    // The messages that receive() will be called with next: looked up and brought into the cache together,
    // which costs far less than one by one. Sets `expected`; a hint.
    void expect(std::span<incoming> next) const;
    void set_source(source_id source, const source_view& view);
    void sighted(const shop_sighting& what);
    batch_result finish(const spare_time& spare = {});

    // --- a unit becomes active: between begin and finish ---
    // Sessions that begin from `from` on are judged by it; `from` must not lie before an earlier activation.
    void activate(time_point from, std::shared_ptr<const unit> value);
    // What has begun since `from` is judged again like what a late message touches, by the unit of its start:
    // the open sessions; of one conversation, the stored ones too.
    void judge_again(time_point from);
    void judge_again(tenant_id tenant, std::string_view called, time_point from);

    // Conversations that late messages, edits or recalls wait to be worked into. finish() takes them up once
    // what they stand on is durable.
    [[nodiscard]] std::size_t late_conversations() const { return late_.size(); }

    // The batch since which the first of them waits; they are taken up in this order. Nothing if there are
    // none.
    [[nodiscard]] std::optional<std::uint64_t> late_since() const
    {
        return late_.empty() ? std::nullopt : std::optional{late_.front().since};
    }

    // --- restart: between begin and finish, instead of receive; first all rows, then the messages ---
    // A conversation that the checkpoint has a row of; the clocks must be set before. It sleeps until its
    // next event, or until something else needs its state.
    void restore(std::unique_ptr<dormant> asleep, std::uint64_t conversation_hash);
    // A message that lies in the journal already; `block` holds its record at `where.offset`. What a segment
    // or a row holds is passed over.
    void restore(const incoming& one, const shared_block& block, position where);
    // Before the messages: the store has no rows any more.
    void rows_lost();

    // --- the checkpoint: it gets rows with the batches to come (spare_time::rows) ---
    void begin_checkpoint(const checkpoint_turn& turn);

    // All rows of this turn have been given out with batches.
    [[nodiscard]] bool has_checkpoint() const { return turn_at_ == turn_end_; }

    // The oldest block with a message that neither a segment nor a row that was given out holds.
    [[nodiscard]] std::optional<std::uint64_t> oldest_unwritten_block() const;

    // After finish(): conversations whose time has come were left for a batch to come.
    [[nodiscard]] bool has_due() const { return !due_live_.empty() || !due_recorded_.empty(); }

    // Batches up to this one are durable: conversations idle since then may be forgotten.
    void durable(std::uint64_t block);

    [[nodiscard]] std::size_t conversations() const { return by_key_.size(); }

    // Conversations that came back and were read from the store, so far: each costs as much as dozens of
    // messages.
    [[nodiscard]] std::uint64_t loaded() const { return loaded_; }

    // Units whose lists and expressions it holds to judge by.
    [[nodiscard]] std::size_t units_at_hand() const { return finders_.size(); }

    [[nodiscard]] std::size_t open_sessions() const;
    // When the oldest open session of a tenant started.
    [[nodiscard]] std::optional<time_point> oldest_start(tenant_id tenant) const;
    [[nodiscard]] std::vector<position> open_positions(tenant_id tenant, std::string_view called) const;
    [[nodiscard]] std::optional<begun_session> open_session(tenant_id tenant, std::string_view called) const;
    // Open rounds of a tenant under response rules, at most `limit` nearest to their deadline; no shop means
    // all.
    [[nodiscard]] std::vector<open_wait>
    waits(std::string_view tenant, std::string_view shop, std::size_t limit) const;

private:
    static constexpr std::uint64_t lacks_nothing = ~std::uint64_t{0};

    struct slot {
        pooled<conversation> talk;
        std::unique_ptr<dormant> asleep;         // instead; neither: free
        std::uint64_t key = 0;                   // in by_key_
        source_id parked_for = 0;                // the source whose clock wakes it
        time_point wakes_at = time_point::max(); // its earliest armed entry
        time_point then_at =
            time_point::max(); // the next armed one behind it; further ones only look in vain
        time_point started = time_point::min();  // of its session that starts_ was told of last
        std::uint64_t changed_in = 0;            // the last batch that may have changed it
        std::uint64_t wrote_in = 0;              // the last batch that wrote segments of it
        std::uint64_t row_lacks = lacks_nothing; // the oldest block with a message that its row lacks
        std::uint32_t generation = 0;            // of the arming under this source
        std::uint32_t armed = 0; // entries in parked_, void ones too: the slot stays while there are any
        bool touched = false;
        bool unshown = false;
        bool listed_idle = false;
        bool listed_late = false;
        bool has_row = false; // in the checkpoint
        bool row_is_old = false;

        [[nodiscard]] bool is(tenant_id tenant, std::string_view called) const
        {
            return asleep ? asleep->tenant() == tenant && asleep->name() == called
                          : talk && talk->tenant() == tenant && talk->name().conversation == called;
        }
    };

    slot_number slot_of(const incoming& one, std::string_view called, bool restarting);
    slot_number new_slot(std::uint64_t key);
    // Two conversations with one 64-bit hash get neighbouring keys.
    [[nodiscard]] std::uint64_t free_key(std::uint64_t hash) const;
    // The conversation with its messages, which still have to have their turn …
    conversation& wake(slot_number number);
    // … and as far as time had come.
    conversation& awake(slot_number number);
    [[nodiscard]] std::optional<known_message> known(slot_number number, std::uint64_t id_hash);
    static void lacks(slot& at, std::uint64_t block);
    static void put_row(slot& at, batch_result& out);
    static void follow_segments(slot& at, bool reopened, batch_result& out);
    void write_rows(std::size_t rows_max, batch_result& out);
    void show_later(slot_number number);
    void note_start(slot_number number);
    [[nodiscard]] static std::optional<time_point> start_of(const slot& at); // of its open session
    void judge_again_since(slot_number number, time_point from);
    [[nodiscard]] const slot* find(std::uint64_t hash, tenant_id tenant, std::string_view called) const;
    void touch(slot_number number);
    void await_turn(slot_number number, source_id source, time_point ts);
    void arm(slot_number number, time_point at);

    struct late_entry {
        slot_number slot = 0;
        std::uint64_t since = 0;   // the batch it was listed in
        std::uint32_t in_vain = 0; // times it could not be worked in
    };

    void list_late(slot_number number);
    void work_in_late(const std::function<bool()>& may_rerun, batch_result& out);
    [[nodiscard]] bool can_rerun(const late_entry& entry);
    [[nodiscard]] bool sleeps_on(slot_number number);
    void step(slot_number number, batch_result& out);
    void hand_over(slot_number number, conversation_changes& changes, batch_result& out);
    void prefetch(slot_number number) const;
    void prefetch_parts(slot_number number) const;
    void step_touched(batch_result& out);
    void park(slot_number number, const source_board::reading& reading, time_point next);
    void list_if_idle(slot_number number);
    void take_due();
    bool disarm(const deadlines::entry& due);
    void wake_due(const std::function<bool(bool)>& may_wake, batch_result& out);
    void see_shop(const incoming& one, const slot& at, time_point ts);
    void show_waiting(batch_result& out);
    void forget_idle();
    void let_go_of_units();

    name_pool names_; // outlives all that has names
    plan_log plans_;
    fact_finders finders_;
    history& stored_;
    std::vector<std::string> counted_; // rules whose verdicts incidents count, under any unit; sorted
    source_board sources_;
    std::map<tenant_id, shared_name> tenants_;
    boost::unordered_flat_map<std::uint64_t, slot_number> by_key_;
    block_pool talks_{sizeof(conversation)};
    std::vector<slot> slots_;
    std::vector<slot_number> free_slots_;
    std::vector<deadlines> parked_;     // by the source a conversation waits for
    std::vector<deadlines::entry> due_; // of one source
    // Their time has come: of live sources, and of recorded ones. Armed until they have had their turn.
    std::deque<deadlines::entry> due_live_, due_recorded_;
    recent_starts starts_;
    std::vector<source_id> moved_; // sources whose view changed in this batch
    std::vector<slot_number> touched_;
    std::vector<slot_number> unshown_; // have messages waiting that were not previewed

    struct resegmented {
        slot_number slot = 0;
        bool reopened = false; // some segment was taken back
    };

    std::vector<resegmented> resegmented_; // in this batch
    batch_result woken_;                   // what conversations that woke in this batch changed
    checkpoint_turn turn_;
    std::size_t turn_at_ = 0; // the slot that comes next
    std::size_t turn_end_ = 0;
    std::vector<shop_sighting> sightings_;
    std::map<std::pair<source_id, std::string>, time_point> sighted_at_;
    std::deque<std::pair<std::uint64_t, slot_number>> idle_;
    std::deque<late_entry> late_;

    std::uint64_t block_ = 0;
    std::uint64_t batches_ = 0;
    std::uint64_t durable_ = 0;
    std::uint64_t loaded_ = 0;
    std::shared_ptr<std::string> records_;
    std::uint32_t messages_ = 0;
};

} // namespace chatqc::engine
