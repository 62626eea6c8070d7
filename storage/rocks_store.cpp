#include "storage/rocks_store.h"

#include "storage/checkpoints.h"
#include "storage/codec.h"
#include "storage/guarded.h"
#include "storage/incident_rows.h"
#include "storage/keys.h"
#include "storage/limits.h"
#include "storage/retention.h"
#include "storage/review_rows.h"
#include "storage/session_rows.h"
#include "storage/verdict_query.h"
#include "storage/verdict_rows.h"

#include <algorithm>

namespace chatqc::storage {

namespace {

// Block numbers at or above it were never given before.
std::uint64_t block_floor(const database& in)
{
    std::uint64_t floor = 1;
    pinned_value bytes;
    if (in.read(family::meta, meta_block_floor_key(), bytes)) {
        floor = std::max(floor, key_reader(bytes.bytes()).u64());
    }
    // A block below it would not be read again at a restart.
    if (const auto from = read_checkpoint_head_row(in)) {
        floor = std::max(floor, *from);
    }
    return floor;
}

result<bool> put_row(database& in, family where, std::string_view key, std::string_view value)
{
    write_set changes(in, key.size() + value.size() + 64);
    changes.put(where, key, value);
    return in.write(changes);
}

std::size_t bytes_expected(const commit_batch& batch)
{
    constexpr std::size_t bytes_of_a_row = 1024;
    std::size_t bytes =
        bytes_of_a_row * (batch.segments.size() + 4 * batch.verdicts.size() + batch.sources.size());
    for (const journal_block& block : batch.blocks) {
        bytes += block.bytes().size() + bytes_of_a_row;
    }
    for (const engine::checkpoint_row_change& each : batch.rows) {
        bytes += 2 * each.conversation.size() + each.row.size();
    }
    return bytes;
}

} // namespace

rocks_store::rocks_store(std::unique_ptr<database> in, std::string path)
    : in_(std::move(in)),
      path_(std::move(path)),
      names_(*in_),
      journal_(*in_, block_floor(*in_)),
      feed_(*in_),
      letters_(*in_, names_.tenants()),
      newest_arrival_(journal_.newest_arrival())
{
}

result<commit_receipt> rocks_store::commit(const commit_batch& batch)
{
    return guarded<commit_receipt>([&] {
        const std::lock_guard lock(commits_);
        return commit_locked(batch);
    });
}

result<commit_receipt> rocks_store::commit_locked(const commit_batch& batch)
{
    if (auto why = in_->heal()) { // the changes below stand on rows as they are
        return {std::nullopt, std::move(*why)};
    }
    write_set changes(*in_, bytes_expected(batch));
    time_point arrived = newest_arrival_;
    for (const journal_block& block : batch.blocks) {
        journal_.put(changes, block);
        arrived = std::max(arrived, block.arrived);
    }
    segment_changes segments;
    for (const segment_write& each : batch.segments) {
        segments.add(each);
    }
    segments.put_into(changes, *in_);
    put_checkpoint_rows(changes, batch.rows);

    std::vector<owned_verdict> verdicts;
    verdicts.reserve(batch.verdicts.size());
    for (const verdict_write& each : batch.verdicts) {
        const auto owner = names_.tenant(each.value.tenant);
        if (!owner) {
            return {std::nullopt, owner.error};
        }
        verdicts.push_back({*owner.value, &each.value});
    }
    put_verdicts(changes, *in_, verdicts, arrived);
    put_memberships(changes, *in_, batch.memberships, arrived);
    put_marks(changes, batch.segments); // behind what takes marks away
    if (auto done = put_incidents(changes, names_, batch.incidents); !done) {
        return {std::nullopt, std::move(done.error)};
    }
    const std::uint64_t first_position = feed_.put(changes, batch);

    for (const source_state& each : batch.sources) {
        put_source(changes, each);
    }
    auto numbering = letters_.current();
    for (const dead_letter& each : batch.dead_letters) {
        const auto owner = names_.tenant(each.tenant);
        if (!owner) {
            return {std::nullopt, owner.error};
        }
        dead_letter_rows::put(changes, numbering, *owner.value, each);
    }

    if (changes.rows() > 0) {
        if (auto written = in_->write(changes); !written) {
            return {std::nullopt, std::move(written.error)};
        }
    }
    letters_.accepted(std::move(numbering));
    newest_arrival_ = arrived;
    feed_.accepted(batch.verdicts.size() + batch.incidents.size());
    return {commit_receipt{first_position}, {}};
}

std::uint64_t rocks_store::next_block()
{
    return journal_.next_number();
}

result<tenant_id> rocks_store::tenant(std::string_view name)
{
    return names_.tenant(name);
}

std::string rocks_store::tenant_name(tenant_id id)
{
    return names_.tenant_name(id);
}

result<source_id> rocks_store::source(tenant_id tenant, std::string_view name)
{
    return names_.source(tenant, name);
}

std::vector<source_state> rocks_store::sources()
{
    return names_.sources();
}

result<bool> rocks_store::put_checkpoint(std::uint64_t journal_from)
{
    return guarded<bool>([&] { return write_checkpoint_head(*in_, journal_from); });
}

std::optional<std::uint64_t> rocks_store::checkpoint()
{
    try {
        return read_checkpoint_head_row(*in_);
    } catch (const read_error&) {
        return std::nullopt; // a cache: what cannot be read is rebuilt
    }
}

result<bool> rocks_store::scan_checkpoint(const std::function<bool(std::string_view row)>& visit)
{
    return guarded<bool>([&]() -> result<bool> {
        scan_checkpoint_rows(*in_, visit);
        return {true, {}};
    });
}

result<bool> rocks_store::erase_checkpoint()
{
    return guarded<bool>([&] { return storage::erase_checkpoint(*in_); });
}

result<bool> rocks_store::put_unit(const unit& value)
{
    std::string bytes;
    append_unit(bytes, value);
    return put_row(*in_, family::units, unit_key(value.active_from, value.hash), bytes);
}

std::vector<unit> rocks_store::units()
{
    std::vector<unit> found;
    row_iterator row(*in_, family::units, {}, walk::near);
    for (row.to_first(); row.valid(); row.next()) {
        auto value = read_unit(row.value());
        if (!value) {
            throw read_error({"corruption", "a damaged unit row"});
        }
        found.push_back(std::move(*value));
    }
    return found;
}

result<bool> rocks_store::put_reviews(tenant_id tenant, const std::vector<review>& values)
{
    return guarded<bool>([&] { return write_reviews(*in_, tenant, values); });
}

result<bool> rocks_store::put_note(std::string_view name, std::string_view value)
{
    return put_row(*in_, family::meta, meta_note_key(name), value);
}

std::optional<std::string> rocks_store::note(std::string_view name)
{
    pinned_value value;
    if (!in_->read(family::meta, meta_note_key(name), value)) {
        return std::nullopt;
    }
    return std::string(value.bytes());
}

std::vector<engine::segment> rocks_store::segments(tenant_id tenant, std::string_view conversation)
{
    return read_segments(*in_, tenant, conversation);
}

result<bool> rocks_store::read(const std::vector<engine::position>& where, std::string& out)
{
    return guarded<bool>([&]() -> result<bool> {
        journal_.read(where, out);
        return {true, {}};
    });
}

result<bool>
rocks_store::scan_journal(std::uint64_t from, const std::function<bool(const journal_block&)>& visit)
{
    return guarded<bool>([&]() -> result<bool> {
        journal_.scan(from, visit);
        return {true, {}};
    });
}

result<bool> rocks_store::scan_readable(
    std::uint64_t from,
    const std::function<bool(const journal_block&)>& visit,
    const std::function<void(const journal_damage&)>& damaged
)
{
    return guarded<bool>([&]() -> result<bool> {
        journal_.scan(from, visit, [&](const journal_damage& range) {
            {
                const std::lock_guard lock(damage_);
                damaged_ranges_[range.first_block] = range.last_block - range.first_block + 1;
            }
            damaged(range);
        });
        return {true, {}};
    });
}

result<bool> rocks_store::scan_sessions(
    tenant_id tenant,
    std::int32_t from,
    std::int32_t to,
    const std::function<bool(const engine::session_summary&, std::string_view conversation)>& visit
)
{
    return guarded<bool>([&]() -> result<bool> {
        scan_session_rows(*in_, tenant, {from, to}, visit);
        return {true, {}};
    });
}

bool rocks_store::session_ended(tenant_id tenant, std::string_view conversation, std::string_view session)
{
    return is_session_ended(*in_, tenant, conversation, session);
}

result<bool> rocks_store::scan_segments(tenant_id tenant, const std::function<bool(engine::segment&&)>& visit)
{
    return guarded<bool>([&]() -> result<bool> {
        scan_segment_rows(*in_, tenant, visit);
        return {true, {}};
    });
}

std::optional<engine::verdict> rocks_store::verdict(std::string_view tenant, const engine::verdict_id& id)
{
    const auto owner = names_.known_tenant(tenant);
    return owner ? read_verdict_by_id(*in_, *owner, id) : std::nullopt;
}

std::vector<engine::verdict> rocks_store::verdicts_of(std::string_view tenant, std::string_view conversation)
{
    const auto owner = names_.known_tenant(tenant);
    return owner ? read_verdicts_of(*in_, *owner, conversation) : std::vector<engine::verdict>();
}

std::vector<review> rocks_store::reviews_of(tenant_id tenant, std::string_view conversation)
{
    std::vector<review> found;
    scan_review_rows(*in_, conversation_key(tenant, conversation), [&](review&& one) {
        found.push_back(std::move(one));
        return true;
    });
    return found;
}

result<bool> rocks_store::scan_reviews(tenant_id tenant, const std::function<bool(review&&)>& visit)
{
    return guarded<bool>([&]() -> result<bool> {
        scan_review_rows(*in_, tenant_key(tenant), visit);
        return {true, {}};
    });
}

result<verdict_page> rocks_store::query(const verdict_query& what)
{
    return guarded<verdict_page>([&]() -> result<verdict_page> {
        return {list_verdicts(*in_, names_, what), {}};
    });
}

std::vector<number_sighting>
rocks_store::numbers_told(tenant_id tenant, std::uint64_t number, std::size_t limit)
{
    return read_number_rows(*in_, tenant, number, limit);
}

result<bool> rocks_store::scan_verdicts(const std::function<bool(const engine::verdict&)>& visit)
{
    return guarded<bool>([&]() -> result<bool> {
        scan_verdict_rows(*in_, names_, visit);
        return {true, {}};
    });
}

std::vector<feed_entry> rocks_store::feed_after(std::uint64_t position, std::size_t limit)
{
    return feed_.after(position, limit);
}

std::uint64_t rocks_store::last_feed_position()
{
    return feed_.last();
}

std::uint64_t rocks_store::first_feed_position()
{
    return feed_.first();
}

std::vector<dead_letter> rocks_store::dead_letters(std::string_view tenant, std::size_t limit)
{
    const auto owner = names_.known_tenant(tenant);
    return owner ? read_dead_letters(*in_, *owner, limit) : std::vector<dead_letter>();
}

result<std::uint64_t> rocks_store::expire(const retention& what)
{
    return guarded<std::uint64_t>([&]() -> result<std::uint64_t> {
        const std::lock_guard lock(expiries_);
        expiry work(*in_, journal_, commits_);
        // Of open conversations: what no row holds, and what one does.
        const auto end = journal_.end_number();
        const auto unwritten = read_checkpoint_head_row(*in_).value_or(end);
        auto blocks = work.expire_blocks(what, std::min(unwritten, oldest_block_of_rows(*in_).value_or(end)));
        if (!blocks) {
            return blocks;
        }
        if (auto verdicts = work.expire_verdicts(names_, what.verdicts_before); !verdicts) {
            return {std::nullopt, std::move(verdicts.error)};
        }
        if (auto incidents = work.expire_incidents(names_, what.verdicts_before); !incidents) {
            return {std::nullopt, std::move(incidents.error)};
        }
        if (auto feed = feed_.keep_newest(limits::feed_entries_max); !feed) {
            return {std::nullopt, std::move(feed.error)};
        }
        return blocks;
    });
}

} // namespace chatqc::storage
