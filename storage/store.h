// The store: what is acknowledged is on disk. One synced batch a commit; readers see whole commits. Only
// storage/*.cpp knows RocksDB. Every call may block on the disk; all are safe to call from any thread,
// `commit` from one at a time.
#pragma once

#include "engine/checkpoint_row.h"
#include "engine/incident_record.h"
#include "engine/segment.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace chatqc::storage {

using engine::source_id;
using engine::tenant_id;
using engine::time_point;

// An environment failure (disk full, corruption, lock held …): a stable code and a sentence that names the
// place.
struct failure {
    // "disk_full", "io_error", "corruption", "busy", "newer_format", "not_found", "read_only", "bad_cursor"
    std::string code;
    std::string message;
};

// Thrown by the reads below that give no `result` when the disk fails or a row is damaged: they must not be
// taken for "nothing stored".
class read_error : public std::runtime_error {
public:
    explicit read_error(failure why) : std::runtime_error(why.code + ": " + why.message), why_(std::move(why))
    {
    }

    [[nodiscard]] const failure& why() const { return why_; }

private:
    failure why_;
};

class disk;

template <class T> struct result {
    std::optional<T> value;
    failure error; // meaningful if there is no value

    explicit operator bool() const { return value.has_value(); }
};

struct options {
    std::string path{};
    bool read_only = false; // for offline commands beside nobody's writer
    std::size_t cache_bytes = 256u << 20;
    // Memory for the newest rows of one family, at most. Smaller: files are written, and rewritten, sooner.
    std::size_t buffer_bytes_max = 64u << 20;
    std::shared_ptr<disk> under{}; // storage/disk.h; nothing: disk_of_process()
};

// One block of the journal: packed records (engine/message.h) back to back, at most about 1 MiB.
struct journal_block {
    std::uint64_t sequence = 0; // from next_block(); unique, not necessarily in commit order
    std::string records;
    std::uint32_t messages = 0;
    time_point arrived{}; // wall clock of the block, for retention
    // When written: the records, if they are shared with the engine rather than copied into `records`.
    std::shared_ptr<const std::string> shared{};

    [[nodiscard]] std::string_view bytes() const { return shared ? *shared : records; }
};

// Blocks next to each other that cannot be read, and how many messages they hold.
struct journal_damage {
    std::uint64_t first_block = 0;
    std::uint64_t last_block = 0;
    std::uint64_t messages = 0;
    std::string what; // of the first one

    // "journal blocks 3 to 4 (120 messages) cannot be read: …"
    [[nodiscard]] std::string sentence() const;
};

struct segment_write {
    // Rows named by (tenant, conversation, key) to delete, then rows to put.
    std::vector<engine::order_key> erase;
    std::vector<engine::segment> put;
    tenant_id tenant = 0;
    std::string conversation;
    // Incidents may count verdicts of the conversation: it is marked until its memberships are written.
    bool counts = false;
};

struct verdict_write {
    engine::verdict value; // with status, revision, reason
};

// A settled verdict among those that an incident rule looks at together.
struct membership {
    engine::incident_group group;
    engine::incident_member member;

    friend auto operator<=>(const membership&, const membership&) = default;
};

// All memberships of a conversation's verdicts, instead of those that are stored. Takes its mark away, unless
// the same commit puts it.
struct membership_write {
    tenant_id tenant = 0;
    std::string conversation;
    std::vector<membership> all; // sorted
};

// Stored numbers: never renumber.
enum class incident_event : std::uint8_t { appeared, changed, gone };

// Without its verdicts: they are the members of its group from its first to its last.
struct incident_change {
    engine::incident value;
    incident_event what = incident_event::appeared;

    friend bool operator==(const incident_change&, const incident_change&) = default;
};

struct incident_write {
    incident_change made;
    time_point opened_before{}; // but for one that has appeared: `opened` of what is stored of it
};

// What is known of a source's clock (SPEC §3). Written with the commit that holds its messages.
struct source_state {
    source_id id = 0;
    tenant_id tenant = 0;
    std::string name;
    bool recorded = false;
    bool ended = true;
    time_point newest{}; // newest ts it sent; epoch: none
    time_point watermark{};
    // Live: the shops it sent for, and when last (event time).
    std::vector<std::pair<std::string, time_point>> shops;
};

struct dead_letter {
    time_point at{};
    std::string tenant, source, code, id, bytes; // bytes: the raw object, cut at 4 KiB
};

// A person's decision on a verdict. Every one is kept; the latest stands.
struct review {
    engine::verdict_id verdict{};
    std::string conversation{}; // the verdict's
    engine::review_decision decision = engine::review_decision::confirmed;
    time_point at{}; // wall
    std::string by{};
    std::string reason{}; // a code of the reviewers' own
    std::string remark{}; // 批示
};

struct commit_batch {
    std::vector<journal_block> blocks;
    std::vector<segment_write> segments;
    std::vector<verdict_write> verdicts; // in publication order
    std::vector<membership_write> memberships;
    std::vector<incident_write> incidents; // in publication order, behind the verdicts
    std::vector<source_state> sources;
    std::vector<dead_letter> dead_letters;
    std::vector<engine::checkpoint_row_change> rows; // of one conversation the last counts
};

// Feed positions are consecutive over commits, from 1.
struct commit_receipt {
    std::uint64_t first_position = 0; // of verdicts[0], or of incidents[0] if there are no verdicts
};

// A revision of a verdict, or what has become of an incident.
struct feed_entry {
    std::uint64_t position = 0;
    std::variant<engine::verdict, incident_change> what;
};

// Filters of a verdict listing; empty fields match all.
struct verdict_query {
    std::string tenant{};
    std::string shop{}, agent{}, rule{}, conversation{};
    std::optional<rules::level> level{};
    std::optional<time_point> from{}, to{}; // decided_at, half-open
    bool with_retracted = false;
    // Only duties: those whose receipt has a due time, which then stands for decided_at in range and order.
    bool by_due = false;
    bool newest_first = true;
    std::string cursor{};    // opaque, from the page before
    std::size_t limit = 100; // at most 1000
};

struct verdict_page {
    std::vector<engine::verdict> verdicts;
    std::string next; // empty: no more
};

// Filters of an incident listing; empty fields match all.
struct incident_query {
    std::string tenant{};
    std::string shop{}; // of incidents by shop
    std::string rule{};
    std::optional<std::int32_t> day{};      // shop-day
    std::optional<time_point> from{}, to{}; // opened, half-open
    bool newest_first = true;
    std::string cursor{};
    std::size_t limit = 100; // at most 1000
};

struct incident_page {
    std::vector<engine::incident> incidents; // by (opened, id)
    std::string next;                        // empty: no more
};

// That a conversation holds a number of a person (engine::told_number), sent by its customer or in an order.
struct number_sighting {
    std::string conversation;
    std::string customer; // empty: not known
    time_point at{};
};

struct unit {
    std::string hash;
    time_point active_from{}; // event time; the first one: time_point::min()
    std::string bundle;       // the files, as rules/bundle packs them
};

class store {
public:
    static result<std::unique_ptr<store>> open(const options& how);
    virtual ~store() = default;

    // Writing.
    // Durable when it returns a value. On an error nothing of the batch is visible; try the same batch again,
    // and no other: as soon as the disk is well, the store opens itself again, and then what a failed commit
    // left behind may be there whole. Tried again it is the same batch at the same feed positions, neither
    // lost nor there twice.
    virtual result<commit_receipt> commit(const commit_batch& batch) = 0;
    virtual std::uint64_t next_block() = 0; // unique over restarts, increasing

    virtual result<tenant_id> tenant(std::string_view name) = 0; // interned, persistent; 1 is "default"
    virtual std::string tenant_name(tenant_id id) = 0;
    virtual result<source_id> source(tenant_id tenant, std::string_view name) = 0; // interned, persistent
    virtual std::vector<source_state> sources() = 0;

    // The checkpoint of open conversations, a cache: rows that commits bring and take away, and the block
    // from which on the journal must be read for what no segment and no row holds.
    virtual result<bool> put_checkpoint(std::uint64_t journal_from) = 0;
    virtual std::optional<std::uint64_t> checkpoint() = 0; // nothing if none or damaged
    virtual result<bool> scan_checkpoint(const std::function<bool(std::string_view row)>& visit) = 0;
    virtual result<bool> erase_checkpoint() = 0; // and its rows
    virtual result<bool> put_unit(const unit& value) = 0;
    virtual std::vector<unit> units() = 0; // by active_from

    // Durable together. Two of one verdict and moment are one: the later put stands.
    virtual result<bool> put_reviews(tenant_id tenant, const std::vector<review>& values) = 0;

    // Small named values ("report.published/…"); synced.
    virtual result<bool> put_note(std::string_view name, std::string_view value) = 0;
    virtual std::optional<std::string> note(std::string_view name) = 0;

    // Reading.
    virtual std::vector<engine::segment> segments(tenant_id tenant, std::string_view conversation) = 0;
    // Records at these positions, appended back to back in the same order. A position that is gone
    // (retention) gives failure "not_found".
    virtual result<bool> read(const std::vector<engine::position>& where, std::string& out) = 0;
    // Blocks with sequence >= from in order, until `visit` returns false.
    virtual result<bool>
    scan_journal(std::uint64_t from, const std::function<bool(const journal_block&)>& visit) = 0;

    // The same past what is damaged: `damaged` is told of each range of blocks where it would have been, and
    // the rest is visited. Other failures of the disk end it.
    virtual result<bool> scan_readable(
        std::uint64_t from,
        const std::function<bool(const journal_block&)>& visit,
        const std::function<void(const journal_damage&)>& /*damaged*/
    )
    {
        return scan_journal(from, visit);
    }

    // Summaries of the sessions that started on shop-days [from, to] (days since 1970-01-01), by (day, shop,
    // conversation, start).
    virtual result<bool> scan_sessions(
        tenant_id tenant,
        std::int32_t from,
        std::int32_t to,
        const std::function<bool(const engine::session_summary&, std::string_view conversation)>& visit
    ) = 0;
    virtual bool session_ended(tenant_id tenant, std::string_view conversation, std::string_view session) = 0;
    // All segments of a tenant, conversation by conversation and each conversation's in order, until `visit`
    // returns false.
    virtual result<bool>
    scan_segments(tenant_id tenant, const std::function<bool(engine::segment&&)>& visit) = 0;

    virtual std::optional<engine::verdict> verdict(std::string_view tenant, const engine::verdict_id& id) = 0;
    virtual std::vector<engine::verdict>
    verdicts_of(std::string_view tenant, std::string_view conversation) = 0;
    // By verdict, and each verdict's by time.
    virtual std::vector<review> reviews_of(tenant_id tenant, std::string_view conversation) = 0;
    // All of a tenant, by conversation.
    virtual result<bool> scan_reviews(tenant_id tenant, const std::function<bool(review&&)>& visit) = 0;
    virtual result<verdict_page> query(const verdict_query& what) = 0;
    // Where a number was told in sessions that have ended and whose text is kept: the first `limit` by time.
    virtual std::vector<number_sighting>
    numbers_told(tenant_id tenant, std::uint64_t number, std::size_t limit) = 0;
    // All verdicts of every tenant in order of (decided_at, id).
    virtual result<bool> scan_verdicts(const std::function<bool(const engine::verdict&)>& visit) = 0;

    // Conversations whose memberships are not those of their verdicts, maybe: see segment_write::counts.
    virtual result<bool>
    scan_marked(const std::function<void(tenant_id tenant, std::string_view conversation)>& visit) = 0;
    virtual std::vector<membership> memberships(tenant_id tenant, std::string_view conversation) = 0;
    virtual std::vector<engine::incident_member>
    members(tenant_id tenant, const engine::incident_group& group) = 0; // sorted
    // The incidents that there are now.
    virtual result<incident_page> incidents(const incident_query& what) = 0;

    virtual std::vector<feed_entry> feed_after(std::uint64_t position, std::size_t limit) = 0;
    virtual std::uint64_t last_feed_position() = 0;
    virtual std::uint64_t first_feed_position() = 0; // oldest still kept
    virtual std::vector<dead_letter>
    dead_letters(std::string_view tenant, std::size_t limit) = 0; // newest first

    // Upkeep.
    struct retention {
        time_point
            text_before{}; // journal blocks that arrived before go, unless a session of theirs has verdicts
        time_point evidence_before{}; // … these go before this
        time_point verdicts_before{};
    };

    virtual result<std::uint64_t> expire(const retention& what) = 0; // blocks removed

    struct figures {
        std::uint64_t journal_blocks = 0, bytes_on_disk = 0;
        std::uint64_t reopened = 0;       // after failures, by itself
        std::uint64_t damaged_blocks = 0; // of the journal, found so far
    };

    virtual figures measure() = 0;
};

} // namespace chatqc::storage
