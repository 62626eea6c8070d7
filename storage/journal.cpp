#include "storage/journal.h"

#include "engine/binary.h"
#include "storage/keys.h"
#include "storage/limits.h"
#include "storage/piece.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>

namespace chatqc::storage {

namespace {

constexpr std::size_t piece_bytes = limits::piece_bytes;

std::uint32_t pieces_of(std::uint64_t bytes)
{
    return bytes == 0 ? 1 : static_cast<std::uint32_t>((bytes + piece_bytes - 1) / piece_bytes);
}

std::string name_of_position(const engine::position& where)
{
    return "block " + std::to_string(where.block) + ", byte " + std::to_string(where.offset);
}

[[noreturn]] void throw_gone(const engine::position& where)
{
    throw read_error({"not_found", "the journal no longer holds " + name_of_position(where)});
}

[[noreturn]] void throw_damaged(const engine::position& where)
{
    throw read_error({"corruption", "a damaged record at " + name_of_position(where)});
}

// The pieces of one block, one at a time.
class piece_reader {
public:
    piece_reader(const database& in, piece_cache& cache) : in_(in), cache_(cache) {}

    // The bytes of the piece that holds `where`, from there to the piece's end.
    std::string_view from(const engine::position& where)
    {
        const auto piece = static_cast<std::uint32_t>(where.offset / piece_bytes);
        if (!records_ || where.block != block_ || piece != piece_) {
            records_ = cache_.find(where.block, piece);
            if (!records_) {
                load(where, piece);
            }
            block_ = where.block;
            piece_ = piece;
        }
        const std::string_view bytes = *records_;
        const std::size_t skipped = where.offset % piece_bytes;
        if (skipped >= bytes.size()) {
            throw_damaged(where);
        }
        return bytes.substr(skipped);
    }

private:
    void load(const engine::position& where, std::uint32_t piece)
    {
        const auto age = cache_.age();
        pinned_value value;
        if (!in_.read(family::journal, journal_key(where.block, piece), value)) {
            throw_gone(where);
        }
        std::size_t header_bytes = 0;
        auto records = std::make_shared<std::string>();
        if ((piece == 0 && !read_block_header(value.bytes(), header_bytes)) ||
            !read_piece(value.bytes().substr(header_bytes), *records)) {
            throw_damaged(where);
        }
        records_ = std::move(records);
        cache_.put(where.block, piece, records_, age);
    }

    const database& in_;
    piece_cache& cache_;
    shared_piece records_;
    std::uint64_t block_ = 0;
    std::uint32_t piece_ = 0;
};

engine::position moved(const engine::position& where, std::size_t by)
{
    return {where.block, where.offset + static_cast<std::uint32_t>(by)};
}

// The whole length of the record at `where`, its own length field included.
std::uint64_t record_bytes(piece_reader& pieces, const engine::position& where)
{
    std::string head(pieces.from(where).substr(0, engine::varint_bytes_max));
    engine::binary_reader whole(head);
    std::uint64_t body = whole.varint();
    std::size_t left = whole.left();
    if (!whole.ok() && head.size() < engine::varint_bytes_max) {
        // The end of the piece cuts the length field.
        head.append(pieces.from(moved(where, head.size())).substr(0, engine::varint_bytes_max - head.size()));
        engine::binary_reader joined(head);
        body = joined.varint();
        left = joined.left();
        whole = joined;
    }
    if (!whole.ok() || body > limits::block_bytes_max) {
        throw_damaged(where);
    }
    return head.size() - left + body;
}

// Appends the record at `where`, which may go on in the pieces behind.
void append_record_at(piece_reader& pieces, const engine::position& where, std::string& out)
{
    const std::uint64_t wanted = record_bytes(pieces, where);
    for (std::uint64_t done = 0; done < wanted;) {
        const std::string_view bytes = pieces.from(moved(where, done)).substr(0, wanted - done);
        out.append(bytes);
        done += bytes.size();
    }
}

// Whole blocks in order.
class block_walk {
public:
    block_walk(const database& in, std::uint64_t from)
        : row_(in, family::journal, {block_key(from), {}}, walk::bulk)
    {
        row_.to_first();
    }

    // Nothing at the end. Throws read_error; then it is of no more use.
    std::optional<journal_block> next()
    {
        if (!row_.valid()) {
            return std::nullopt;
        }
        key_reader key(row_.key());
        journal_block block;
        block.sequence = key.u64();
        std::size_t header_bytes = 0;
        const auto header = read_block_header(row_.value(), header_bytes);
        if (key.u32() != 0 || !key.finished() || !header || header->bytes > limits::block_bytes_max) {
            throw_damaged({block.sequence, 0});
        }
        block.messages = header->messages;
        block.arrived = header->arrived;
        block.records.reserve(header->bytes);
        append(block, row_.value().substr(header_bytes));
        for (row_.next(); block.records.size() < header->bytes && row_.valid(); row_.next()) {
            key_reader piece(row_.key());
            if (piece.u64() != block.sequence) {
                break;
            }
            append(block, row_.value());
        }
        if (block.records.size() != header->bytes) {
            throw_damaged({block.sequence, static_cast<std::uint32_t>(block.records.size())});
        }
        return block;
    }

private:
    void append(journal_block& block, std::string_view piece)
    {
        if (!read_piece(piece, records_)) {
            throw_damaged({block.sequence, static_cast<std::uint32_t>(block.records.size())});
        }
        block.records.append(records_);
    }

    row_iterator row_;
    std::string records_;
};

} // namespace

std::string journal_damage::sentence() const
{
    const bool is_one = first_block == last_block;
    return std::string("journal block") + (is_one ? " " : "s ") + std::to_string(first_block) +
           (is_one ? "" : " to " + std::to_string(last_block)) + " (" + std::to_string(messages) +
           " messages) cannot be read: " + what;
}

journal::journal(database& in, std::uint64_t floor) : in_(in)
{
    std::uint64_t next = std::max<std::uint64_t>(floor, 1);
    row_iterator row(in_, family::blocks, {}, walk::near);
    row.to_last();
    if (row.valid()) {
        key_reader key(row.key());
        next = std::max(next, key.u64() + 1);
        std::size_t header_bytes = 0;
        if (const auto header = read_block_header(row.value(), header_bytes)) {
            newest_arrival_ = header->arrived;
        }
    }
    next_ = next;
}

void journal::put(write_set& changes, const journal_block& block) const
{
    std::string header;
    append_block_header(header, {block.arrived, block.messages, block.bytes().size()});
    changes.put(family::blocks, block_key(block.sequence), header);
    const std::string_view records = block.bytes();
    std::string value = std::move(header); // in front of the first piece
    for (std::uint32_t piece = 0; piece < pieces_of(records.size()); ++piece) {
        append_piece(value, records.substr(piece * piece_bytes, piece_bytes));
        changes.put(family::journal, journal_key(block.sequence, piece), value);
        value.clear();
    }
}

void journal::erase(write_set& changes, std::uint64_t block, std::uint64_t bytes) const
{
    changes.erase(family::blocks, block_key(block));
    for (std::uint32_t piece = 0; piece < pieces_of(bytes); ++piece) {
        changes.erase(family::journal, journal_key(block, piece));
    }
}

bool journal::holds(std::uint64_t block) const
{
    pinned_value header;
    return in_.read(family::blocks, block_key(block), header);
}

void journal::read(const std::vector<engine::position>& where, std::string& out) const
{
    std::vector<std::size_t> by_place(where.size());
    std::iota(by_place.begin(), by_place.end(), std::size_t{0});
    if (!std::is_sorted(where.begin(), where.end())) {
        std::sort(by_place.begin(), by_place.end(), [&](std::size_t a, std::size_t b) {
            return where[a] < where[b];
        });
    }

    // Fetched in the journal's order, so that each piece is read once; given in the order asked for.
    struct extent {
        std::size_t begin = 0;
        std::size_t end = 0;
    };

    std::vector<extent> extents(where.size());
    std::string fetched;
    piece_reader pieces(in_, cache_);
    for (const std::size_t index : by_place) {
        extents[index].begin = fetched.size();
        append_record_at(pieces, where[index], fetched);
        extents[index].end = fetched.size();
    }
    for (const extent& each : extents) {
        out.append(fetched, each.begin, each.end - each.begin);
    }
}

journal_damage journal::damage_at(std::uint64_t from, std::string what) const
{
    journal_damage found{from, from, 0, std::move(what)};
    constexpr auto end = std::numeric_limits<std::uint64_t>::max();
    scan_headers({from, end}, [&](std::uint64_t block, const block_header& header) {
        found.first_block = block;
        found.last_block = block;
        found.messages = header.messages;
        return false;
    });
    return found;
}

void journal::scan(
    std::uint64_t from,
    const std::function<bool(const journal_block&)>& visit,
    const std::function<void(const journal_damage&)>& damaged
) const
{
    std::optional<journal_damage> range; // not told yet
    auto walk = std::make_unique<block_walk>(in_, from);
    for (std::optional<journal_block> block;;) {
        try {
            block = walk->next();
        } catch (const read_error& error) {
            if (!damaged || error.why().code != "corruption") {
                throw;
            }
            const auto one = damage_at(from, error.why().message);
            from = one.last_block + 1;
            if (range) {
                range->last_block = one.last_block;
                range->messages += one.messages;
            } else {
                range = one;
            }
            walk = std::make_unique<block_walk>(in_, from);
            continue;
        }
        if (range) {
            damaged(*std::exchange(range, std::nullopt));
        }
        if (!block || !visit(*block)) {
            return;
        }
        from = block->sequence + 1;
    }
}

void journal::scan_headers(
    number_range numbers, const std::function<bool(std::uint64_t block, const block_header&)>& visit
) const
{
    row_iterator row(in_, family::blocks, {block_key(numbers.from), block_key(numbers.to)}, walk::bulk);
    for (row.to_first(); row.valid(); row.next()) {
        key_reader key(row.key());
        const std::uint64_t block = key.u64();
        std::size_t header_bytes = 0;
        const auto header = read_block_header(row.value(), header_bytes);
        if (!key.finished() || !header) {
            throw_damaged({block, 0});
        }
        if (!visit(block, *header)) {
            return;
        }
    }
}

} // namespace chatqc::storage
