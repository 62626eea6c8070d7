#include "storage/database.h"

#include "storage/keys.h"
#include "storage/rocks_status.h"

#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/snapshot.h>
#include <rocksdb/write_batch.h>

namespace chatqc::storage {

namespace {

rocksdb::Slice slice(std::string_view bytes)
{
    return {bytes.data(), bytes.size()};
}

std::string_view view(const rocksdb::Slice& bytes)
{
    return {bytes.data(), bytes.size()};
}

[[noreturn]] void throw_read_error(const rocksdb::Status& status, family where)
{
    throw read_error(failure_of(status, "reading " + std::string(name_of(where))));
}

} // namespace

snapshot::snapshot(const database& from) : from_(from), handle_(from_.rows().GetSnapshot()) {}

snapshot::~snapshot()
{
    from_.rows().ReleaseSnapshot(handle_);
}

pinned_value::pinned_value() : slice_(std::make_unique<rocksdb::PinnableSlice>()) {}

pinned_value::~pinned_value() = default;

std::string_view pinned_value::bytes() const
{
    return view(*slice_);
}

write_set::write_set(const database& into, std::size_t bytes)
    : into_(into), batch_(std::make_unique<rocksdb::WriteBatch>(bytes))
{
}

write_set::~write_set() = default;

// A batch in memory does not fail: the status of what follows is only ever set by limits we do not ask for.
void write_set::put(family where, std::string_view key, std::string_view value)
{
    batch_->Put(open_rows(into_).handle(where), slice(key), slice(value));
}

void write_set::erase(family where, std::string_view key)
{
    batch_->Delete(open_rows(into_).handle(where), slice(key));
}

void write_set::erase_all(family where)
{
    const std::string behind_all_keys(64, '\xff');
    batch_->DeleteRange(open_rows(into_).handle(where), {}, slice(behind_all_keys));
}

std::size_t write_set::rows() const
{
    return batch_->Count();
}

key_range range_of_prefix(std::string prefix)
{
    key_range range{prefix, {}};
    range.to = after_prefix(std::move(prefix));
    return range;
}

struct row_iterator::state {
    open_rows from;
    family where;
    key_range range; // the options point into it
    rocksdb::Slice upper;
    std::unique_ptr<rocksdb::Iterator> rows;
};

row_iterator::row_iterator(const database& from, family where, key_range range, walk how, const snapshot* at)
    : state_(new state{open_rows(from), where, std::move(range), {}, nullptr})
{
    state_->upper = slice(state_->range.to);
    rocksdb::ReadOptions options;
    options.snapshot = at == nullptr ? nullptr : at->handle();
    options.iterate_upper_bound = state_->range.to.empty() ? nullptr : &state_->upper;
    options.total_order_seek = true;
    if (how == walk::bulk) {
        options.fill_cache = false;
        options.readahead_size = 2u << 20;
    }
    state_->rows.reset(state_->from.rows().NewIterator(options, state_->from.handle(where)));
}

row_iterator::~row_iterator() = default;
row_iterator::row_iterator(row_iterator&&) noexcept = default;
row_iterator& row_iterator::operator=(row_iterator&&) noexcept = default;

void row_iterator::to_first()
{
    state_->rows->Seek(slice(state_->range.from));
}

void row_iterator::to_last()
{
    state_->rows->SeekToLast();
}

void row_iterator::next()
{
    state_->rows->Next();
}

void row_iterator::previous()
{
    state_->rows->Prev();
}

bool row_iterator::valid() const
{
    if (state_->rows->Valid()) {
        // Walking down, the lower end is ours to watch.
        return view(state_->rows->key()) >= state_->range.from;
    }
    if (!state_->rows->status().ok()) {
        throw_read_error(state_->rows->status(), state_->where);
    }
    return false;
}

std::string_view row_iterator::key() const
{
    return view(state_->rows->key());
}

std::string_view row_iterator::value() const
{
    return view(state_->rows->value());
}

bool database::read(family where, std::string_view key, pinned_value& value, const snapshot* at) const
{
    rocksdb::ReadOptions options;
    options.snapshot = at == nullptr ? nullptr : at->handle();
    value.slice_->Reset();
    const open_rows in(*this);
    const rocksdb::Status status = in.rows().Get(options, in.handle(where), slice(key), value.slice_.get());
    if (status.IsNotFound()) {
        return false;
    }
    if (!status.ok()) {
        throw_read_error(status, where);
    }
    return true;
}

void database::visit_named(
    family where, std::string_view prefix, const std::function<void(std::string_view value)>& visit
) const
{
    const open_rows in(*this);
    auto taken = in.iterators().take(in.rows(), in.handle(where));
    rocksdb::Iterator& row = *taken.rows;
    for (row.Seek(slice(prefix)); row.Valid() && view(row.key()).starts_with(prefix); row.Next()) {
        visit(view(row.value()));
    }
    if (!row.status().ok()) {
        throw_read_error(row.status(), where);
    }
    in.iterators().give_back(std::move(taken));
}

void database::compact(family where, const key_range& range)
{
    rocksdb::CompactRangeOptions how;
    how.exclusive_manual_compaction = false;
    const rocksdb::Slice from = slice(range.from);
    const rocksdb::Slice to = slice(range.to);
    // A failure shows in the background error; the rows are erased in any case.
    const open_rows in(*this);
    in.rows()
        .CompactRange(how, in.handle(where), &from, range.to.empty() ? nullptr : &to)
        .PermitUncheckedError();
}

std::uint64_t database::estimated_rows(family where) const
{
    std::uint64_t rows = 0;
    const open_rows in(*this);
    in.rows().GetIntProperty(in.handle(where), rocksdb::DB::Properties::kEstimateNumKeys, &rows);
    return rows;
}

} // namespace chatqc::storage
