// One conversation on its shard: what waits for its place in the order, the open session, and the one way
// late messages are worked in: the messages from the touched session on run again through a fresh state, and
// the difference to what was issued becomes revisions (DESIGN "Recompute").
#pragma once

#include "engine/checkpoint_row.h"
#include "engine/conversation/amendments.h"
#include "engine/conversation/ids.h"
#include "engine/conversation/session.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace chatqc::engine {

// What a conversation uses of its shard.
struct conversation_services {
    plan_log& plans;
    fact_finders& finders;
    name_pool& names;
    history& stored;
};

// What a step changed; goes into one commit.
struct conversation_changes {
    std::vector<order_key> erased; // segments that no longer are
    std::vector<segment> ended;    // segments that now are
    std::vector<verdict> verdicts; // new, revised or retracted, in the order they were found
};

// Bytes of a block that is kept while a message in it waits.
using shared_block = std::shared_ptr<const std::string>;

struct arrived_message {
    shared_block block; // `value` points into it
    message value;
    stored_message stored;
    std::size_t offset = 0; // of its record in `block`
};

// What a message that waits has shown already.
struct preview_state {
    message_facts facts;
    std::vector<verdict_id> shown; // provisional verdicts
};

class conversation {
public:
    conversation(conversation_name name, tenant_id tenant, std::uint64_t hash);

    // Reads what is stored of this conversation; needed once, before the first add, unless it is known to be
    // new.
    // `restarting`: its open session may have verdicts already though it has no segment, and time comes at
    // least as far as its last decision (catch_up). Whether any segment is stored.
    bool load(history& stored, name_pool& names, bool restarting);
    // The same of one that slept since a restart: its open messages, too, are read, and wait to have their
    // turn once more.
    void wake(const checkpoint_row& row, history& stored, name_pool& names);

    // Hints, called some time before use: bring the object into the cache, as far as known() and add() need
    // it or the whole of it, and then what it points to.
    void prefetch_to_add() const;
    void prefetch_messages() const;
    void prefetch() const;
    void prefetch_parts() const;

    // What is known of a message with this id, if one is stored.
    [[nodiscard]] std::optional<known_message> known(std::uint64_t id_hash) const;

    [[nodiscard]] const conversation_name& name() const { return name_; }

    [[nodiscard]] tenant_id tenant() const { return tenant_; }

    [[nodiscard]] std::uint64_t hash() const { return hash_; }

    [[nodiscard]] std::span<const source_id> sources() const { return {sources_.data(), sources_.size()}; }

    [[nodiscard]] const std::string& shop() const { return open_.carried.shop.str(); }

    // A message that is no duplicate. One whose place in the order has passed is late, and so is an edit or
    // recall of one that was judged: they take effect in work_in_late.
    void add(arrived_message arrived);
    // An edit or recall of `block` that is known: what it amends may have been judged without it.
    void amend_again(const message& value, std::uint64_t block);
    // Stored but not judged (too late).
    void keep(const stored_message& stored);

    // What began at `from` or later is judged once more, by the unit of its start as it now is. Takes effect
    // in work_in_late.
    void judge_again(time_point from);

    [[nodiscard]] bool has_late() const
    {
        return behind_ && (!behind_->late.empty() || !behind_->amended.empty() || behind_->again_from);
    }

    // The newest block that work_in_late must read, but for late messages of later batches: it takes those
    // that lie in blocks up to its `durable`, and leaves the others for the next time.
    [[nodiscard]] std::uint64_t newest_open_block() const;
    [[nodiscard]] bool has_late_up_to(std::uint64_t durable) const;
    void
    work_in_late(const conversation_services& with, std::uint64_t durable, conversation_changes& changes);

    // Once after load or wake, before its clocks are asked: goes on to where time had come for it, whatever
    // they say now.
    void catch_up(const conversation_services& with, conversation_changes& changes);
    // Processes everything up to `watermark` in order; time_point::max() passes the last timer.
    // Whether anything has happened.
    bool advance(const conversation_services& with, time_point watermark, conversation_changes& changes);
    // Shows at once, provisionally, what waiting messages hit by themselves.
    void preview(const conversation_services& with, conversation_changes& changes);

    // When something happens next: a waiting message's turn, a timer, the time by which a verdict must have
    // come again; time_point::max() if nothing does.
    [[nodiscard]] time_point next_event() const;

    // Nothing waits and no session is open: all there is to know is stored.
    [[nodiscard]] bool is_idle() const
    {
        return waiting_.empty() && !has_late() && open_.messages.empty() && !expected_;
    }

    [[nodiscard]] bool has_open_session() const { return open_.session.has_value(); }

    [[nodiscard]] std::optional<begun_session> session() const;

    // When the open session began.
    [[nodiscard]] std::optional<time_point> started() const
    {
        return open_.session ? std::optional{open_.session->started} : std::nullopt;
    }

    // Start of the open session, or of the one that the first waiting or late message will open at the
    // latest.
    [[nodiscard]] std::optional<time_point> session_start() const;

    // Whether a verdict of one of these rules was ever issued, whatever became of it.
    [[nodiscard]] bool has_verdict_of(const std::vector<std::string>& rules) const;

    void list_waits(std::vector<open_wait>& out) const;
    // Where its messages lie that no segment holds yet.
    [[nodiscard]] std::vector<position> open_positions() const;

    // Of its open messages that had their turn, as the checkpoint keeps them; none: no row is needed.
    [[nodiscard]] bool has_row() const { return !open_.messages.empty(); }

    [[nodiscard]] checkpoint_row row() const;
    // The first block with a message that such a row lacks: it has not had its turn, or is late, or amends
    // what has yet to be judged again.
    [[nodiscard]] std::optional<std::uint64_t> oldest_waiting_block() const;
    // The first block with a message that no segment holds.
    [[nodiscard]] std::optional<std::uint64_t> oldest_open_block() const;

private:
    // Up to here a look at every open message is faster than an index of ids, and needs no memory.
    static constexpr std::size_t unindexed_max = 48;
    static constexpr time_point timer_unknown = time_point::min();

    // A message before its turn. Its record is read again when it is processed: most are in and out quickly,
    // and what waits should be small.
    struct waiting_message {
        time_point ts{};
        std::int64_t seq = 0;
        std::string_view id; // into `block`
        shared_block block;
        std::uint32_t offset = 0; // of its record in `block`
        stored_message stored;
        std::unique_ptr<preview_state> preview; // once previewed
    };

    // A message whose place has passed, until it is worked in. Small: after an hour's silence a gateway may
    // bring a million of them.
    struct late_message {
        time_point ts{};
        std::int64_t seq = 0;
        stored_message stored;
    };

    struct pending_amendment {
        std::uint64_t target = 0; // hash of its id
        std::uint64_t block = 0;  // of the edit or recall
    };

    // What is to be worked in.
    struct arrears {
        std::vector<late_message> late;
        std::vector<pending_amendment> amended; // of messages that were judged
        std::optional<time_point> again_from;   // see judge_again
    };

    // What has been processed since the last segment, and where that stands.
    struct open_part {
        std::vector<stored_message> messages; // in order; those kept without judging behind them
        time_point fired = time_point::min(); // of the last timer fired
        order_key last;                       // of the last message processed
        std::optional<order_key> first;       // of `messages`
        std::optional<time_point> came;       // the customer opened the chat or queued, before the session
        live_carry carried;                   // now
        std::optional<session_state> session;
        std::unique_ptr<live_carry> base; // what the segment before handed on; null: there is none
    };

    struct run_result {
        std::vector<verdict> verdicts;
        std::vector<segment> segments;
    };

    // From now on ids are looked up in an index: the open messages no longer are all there is.
    void index_ids();
    // At a start, where messages had their turn at the very instant at which the last session ended.
    void stand_behind_segments(history& stored);
    // The latest decision that stands; time_point::min() if there is none. Time has come at least this far.
    [[nodiscard]] time_point decided_until() const;
    [[nodiscard]] bool is_late(const message& value) const;
    [[nodiscard]] static message read_waiting(const waiting_message& one);
    // When the state changes by itself; time_point::max() if never. The first is kept from step to step.
    [[nodiscard]] time_point next_timer_at() const;
    [[nodiscard]] time_point find_next_timer() const;
    [[nodiscard]] message_facts facts_of(const conversation_services& with, const message& value) const;
    void process(
        const conversation_services& with,
        const arrived_message& one,
        const message_facts& facts,
        run_result& out
    );
    void
    fire_timers_before(const conversation_services& with, time_point limit, bool inclusive, run_result& out);
    void end_session(const conversation_services& with, time_point at, run_result& out);
    void close_context(run_result& out);
    void follow(source_id source);
    arrears& behind();

    [[nodiscard]] std::span<const late_message> late() const
    {
        return behind_ ? std::span<const late_message>{behind_->late} : std::span<const late_message>{};
    }

    // Notes an edit or recall; false if it is known.
    bool note_amendment(const message& value);
    void amend(const message& value, std::uint64_t block);
    void read_amendment(history& stored, const position& where);
    void meet_amended(history& stored, const std::vector<segment>& segments);
    [[nodiscard]] bool was_judged(std::uint64_t id_hash) const;
    void judge_edits(const conversation_services& with, const message& target, std::vector<verdict>& out);
    // The open messages as a segment, without its session; what follows begins where they end.
    segment close_part(time_point until);
    void issue(verdict made, revision_reason reason, std::vector<verdict>& changes);
    void retract(verdict& known, revision_reason reason, std::vector<verdict>& changes);
    void settle_preview(const waiting_message& done, std::vector<verdict>& changes);
    // After a restart: verdicts of sessions that had not ended must come about again from what is stored.
    void expect_again(const std::vector<segment>& segments);
    void found_again(const verdict_id& id);
    // Those that did not by `watermark` go.
    void retract_unfound(time_point watermark, std::vector<verdict>& changes);

    // Where the first segment or open part begins that has one of the messages that were amended.
    [[nodiscard]] std::optional<order_key> first_amended(const std::vector<segment>& segments) const;
    // … that has a session to be judged again.
    [[nodiscard]] std::optional<order_key> first_again(const std::vector<segment>& segments) const;
    [[nodiscard]] std::size_t touched_by(const order_key& from, const std::vector<segment>& segments) const;
    // The state before the touched segment becomes the open part; the names of the sessions from there on.
    std::vector<std::string> reopen(
        std::size_t touched,
        const std::vector<segment>& segments,
        name_pool& names,
        conversation_changes& changes
    );
    void revise(
        const std::vector<std::string>& sessions, std::vector<verdict>&& made, std::vector<verdict>& changes
    );
    void leave_as_judged(
        history& stored, const std::vector<segment>& segments, std::size_t touched, std::uint64_t durable
    );

    // Waiting messages that those run now would overtake join them: once time had come further, a message
    // that is late may belong behind one that still waits.
    std::vector<waiting_message> take_overtaken(std::vector<arrived_message>& messages);

    // What add() needs stands first.
    tenant_id tenant_;
    std::uint64_t hash_;
    conversation_name name_;
    std::unique_ptr<id_index> ids_;          // of all messages, once index_ids() was called
    source_list sources_;                    // that sent for it, sorted
    std::vector<waiting_message> waiting_;   // sorted by key
    std::unique_ptr<amendments> amendments_; // once there is one
    std::unique_ptr<arrears> behind_;        // once something is late
    // find_next_timer() as of the last step; timer_unknown while it is not known.
    mutable time_point next_timer_ = timer_unknown;
    open_part open_;
    std::vector<verdict> issued_; // what the outside knows

    // A verdict that is to be made again, and by when.
    struct expected_verdict {
        time_point by{};
        verdict_id id{};
    };

    std::unique_ptr<std::vector<expected_verdict>> expected_; // sorted by time; none but after a restart
    time_point came_ = time_point::min();                     // for catch_up
};

} // namespace chatqc::engine
