#include "storage/verdict_rows.h"

#include "storage/review_rows.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace chatqc::storage {

namespace {

[[noreturn]] void throw_damaged()
{
    throw read_error({"corruption", "a damaged verdict row"});
}

verdict_place place_of(const owned_verdict& of)
{
    return {of.tenant, of.value->decided_at, of.value->id};
}

struct index_row {
    std::string key;
    std::string_view value;
};

// Rows of one commit, put in the order of their keys: RocksDB finds the place of a row fastest from its
// neighbour's.
class sorted_rows {
public:
    void add(std::string_view key, std::string_view value)
    {
        rows_.push_back({bytes_.size(), key.size(), value.size()});
        bytes_.append(key).append(value);
    }

    void put_into(write_set& changes, family where)
    {
        const std::string_view bytes = bytes_;
        const auto key = [bytes](const row& one) { return bytes.substr(one.begin, one.key_bytes); };
        std::sort(rows_.begin(), rows_.end(), [key](const row& a, const row& b) { return key(a) < key(b); });
        for (const row& one : rows_) {
            changes.put(where, key(one), bytes.substr(one.begin + one.key_bytes, one.value_bytes));
        }
    }

private:
    struct row {
        std::size_t begin, key_bytes, value_bytes; // the value behind the key
    };

    std::string bytes_;
    std::vector<row> rows_;
};

struct verdict_puts {
    sorted_rows verdicts, ids, index;
};

// Conversation rows hold the session, so that retention need not read verdicts. An empty agent is indexed
// too: the shop's own (未分配).
std::array<index_row, 4> index_rows(const verdict_place& place, const engine::verdict& of)
{
    return {{
        {index_key(place, dimension::agent, of.agent), {}},
        {index_key(place, dimension::shop, of.shop), {}},
        {index_key(place, dimension::rule, of.rule), {}},
        {index_key(place, dimension::conversation, of.conversation), of.session},
    }};
}

// A duty stands by the time it is due too, in its shop and among all; the rows say when it was decided.
template <class Do> void each_due_row(const verdict_place& place, const engine::verdict& of, Do what)
{
    if (!of.receipt.due) {
        return;
    }
    std::string decided_at;
    append_time_value(decided_at, place.decided_at);
    const verdict_place due{place.tenant, *of.receipt.due, place.id};
    what(due_key(due, {}), decided_at);
    if (!of.shop.empty()) {
        what(due_key(due, of.shop), decided_at);
    }
}

void erase_rows(write_set& changes, const verdict_place& place, const engine::verdict& old)
{
    changes.erase(family::verdicts, verdict_key(place));
    for (const index_row& row : index_rows(place, old)) {
        changes.erase(family::index, row.key);
    }
    each_due_row(place, old, [&](const std::string& key, const std::string&) {
        changes.erase(family::index, key);
    });
}

bool same_rows(const engine::verdict& a, const engine::verdict& b)
{
    return a.decided_at == b.decided_at && a.agent == b.agent && a.shop == b.shop && a.session == b.session &&
           a.receipt.due == b.receipt.due;
}

std::optional<stored_verdict> read_stored(const database& in, const verdict_place& place, const snapshot* at)
{
    pinned_value bytes;
    if (!in.read(family::verdicts, verdict_key(place), bytes, at)) {
        return std::nullopt;
    }
    auto stored = read_stored_verdict(bytes.bytes());
    if (!stored) {
        throw_damaged();
    }
    return stored;
}

std::optional<verdict_place>
place_by_id(const database& in, tenant_id tenant, const engine::verdict_id& id, const snapshot* at)
{
    pinned_value bytes;
    if (!in.read(family::verdict_ids, verdict_id_key(tenant, id), bytes, at)) {
        return std::nullopt;
    }
    const auto decided_at = read_time_value(bytes.bytes());
    if (!decided_at) {
        throw_damaged();
    }
    return verdict_place{tenant, *decided_at, id};
}

// What goes is erased at once; what comes is gathered, to be put behind all that goes.
void put_verdict(
    write_set& changes,
    verdict_puts& puts,
    const database& in,
    const owned_verdict& verdict,
    time_point stored_at
)
{
    const verdict_place place = place_of(verdict);
    const engine::verdict& value = *verdict.value;
    const auto old_place = value.is_new ? std::nullopt : place_by_id(in, verdict.tenant, value.id, nullptr);
    const auto old = old_place ? read_stored(in, *old_place, nullptr) : std::nullopt;
    const bool moves = !old || !same_rows(old->value, value);
    if (old && moves) {
        erase_rows(changes, *old_place, old->value);
    }
    std::string bytes;
    append_stored_verdict(bytes, {stored_at, value});
    puts.verdicts.add(verdict_key(place), bytes);
    if (moves) {
        for (const index_row& row : index_rows(place, value)) {
            puts.index.add(row.key, row.value);
        }
        each_due_row(place, value, [&](const std::string& key, const std::string& decided) {
            puts.index.add(key, decided);
        });
        std::string decided_at;
        append_time_value(decided_at, value.decided_at);
        puts.ids.add(verdict_id_key(verdict.tenant, value.id), decided_at);
    }
}

} // namespace

void put_verdicts(
    write_set& changes, const database& in, const std::vector<owned_verdict>& verdicts, time_point stored_at
)
{
    // Only the last revision of an id is stored; its rows before this commit are the ones on disk.
    std::vector<const owned_verdict*> by_id;
    by_id.reserve(verdicts.size());
    for (const owned_verdict& each : verdicts) {
        by_id.push_back(&each);
    }
    const auto id_of = [](const owned_verdict* of) { return std::tie(of->tenant, of->value->id); };
    std::stable_sort(by_id.begin(), by_id.end(), [id_of](const owned_verdict* a, const owned_verdict* b) {
        return id_of(a) < id_of(b);
    });
    verdict_puts puts;
    for (std::size_t i = 0; i < by_id.size(); ++i) {
        if (i + 1 == by_id.size() || id_of(by_id[i]) != id_of(by_id[i + 1])) {
            put_verdict(changes, puts, in, *by_id[i], stored_at);
        }
    }
    puts.verdicts.put_into(changes, family::verdicts);
    puts.ids.put_into(changes, family::verdict_ids);
    puts.index.put_into(changes, family::index);
}

bool erase_verdict(
    write_set& changes, const database& in, const verdict_place& place, time_point stored_before
)
{
    const auto stored = read_stored(in, place, nullptr);
    if (!stored || stored->stored_at >= stored_before) {
        return false;
    }
    erase_rows(changes, place, stored->value);
    changes.erase(family::verdict_ids, verdict_id_key(place.tenant, place.id));
    erase_reviews(changes, in, place.tenant, stored->value.conversation, place.id);
    return true;
}

std::optional<engine::verdict>
read_verdict_row(const database& in, const verdict_place& place, const snapshot* at)
{
    auto stored = read_stored(in, place, at);
    return stored ? std::optional(std::move(stored->value)) : std::nullopt;
}

std::optional<engine::verdict>
read_verdict_by_id(const database& in, tenant_id tenant, const engine::verdict_id& id)
{
    const snapshot now(in);
    const auto place = place_by_id(in, tenant, id, &now);
    return place ? read_verdict_row(in, *place, &now) : std::nullopt;
}

verdict_place place_in(tenant_id tenant, std::string_view key)
{
    if (key.size() < verdict_place_bytes) {
        throw_damaged();
    }
    key_reader end(key.substr(key.size() - verdict_place_bytes));
    verdict_place place;
    place.tenant = tenant;
    place.decided_at = end.time();
    place.id = end.id();
    return place;
}

std::vector<engine::verdict>
read_verdicts_of(const database& in, tenant_id tenant, std::string_view conversation)
{
    std::vector<engine::verdict> verdicts;
    const snapshot now(in);
    const key_range range = range_of_prefix(index_prefix(tenant, dimension::conversation, conversation));
    row_iterator row(in, family::index, range, walk::near, &now);
    for (row.to_first(); row.valid(); row.next()) {
        auto verdict = read_verdict_row(in, place_in(tenant, row.key()), &now);
        if (!verdict) {
            throw_damaged();
        }
        verdicts.push_back(std::move(*verdict));
    }
    return verdicts;
}

std::vector<std::string>
sessions_with_verdicts(const database& in, tenant_id tenant, std::string_view conversation)
{
    std::set<std::string> sessions;
    const key_range range = range_of_prefix(index_prefix(tenant, dimension::conversation, conversation));
    row_iterator row(in, family::index, range, walk::near);
    for (row.to_first(); row.valid(); row.next()) {
        sessions.emplace(row.value());
    }
    return {sessions.begin(), sessions.end()};
}

} // namespace chatqc::storage
