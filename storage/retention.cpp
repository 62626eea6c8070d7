#include "storage/retention.h"

#include "storage/keys.h"
#include "storage/limits.h"
#include "storage/session_rows.h"
#include "storage/verdict_rows.h"

#include <algorithm>

namespace chatqc::storage {

namespace {

engine::segment read_segment_row(std::string_view bytes)
{
    auto segment = engine::read_segment(bytes);
    if (!segment) {
        throw read_error({"corruption", "a damaged segment row"});
    }
    return std::move(*segment);
}

template <class Candidates> auto find_block(Candidates& in, std::uint64_t block)
{
    const auto found =
        std::lower_bound(in.begin(), in.end(), block, [](const auto& each, std::uint64_t wanted) {
            return each.block < wanted;
        });
    return found != in.end() && found->block == block ? found : in.end();
}

// Whether the sessions of one conversation have verdicts; segments come conversation by conversation.
class evidence {
public:
    explicit evidence(const database& in) : in_(in) {}

    bool has_verdicts(const engine::segment& segment)
    {
        if (!segment.session) {
            return false;
        }
        if (!is_known_ || tenant_ != segment.tenant || conversation_ != segment.conversation) {
            tenant_ = segment.tenant;
            conversation_ = segment.conversation;
            sessions_ = sessions_with_verdicts(in_, tenant_, conversation_);
            is_known_ = true;
        }
        return std::binary_search(sessions_.begin(), sessions_.end(), segment.session->session);
    }

private:
    const database& in_;
    tenant_id tenant_ = 0;
    std::string conversation_;
    std::vector<std::string> sessions_;
    bool is_known_ = false;
};

} // namespace

expiry::candidates expiry::find_candidates(std::uint64_t from, std::uint64_t to, time_point before) const
{
    candidates found;
    blocks_.scan_headers({from, to}, [&](std::uint64_t block, const block_header& header) {
        if (header.arrived >= before || found.size() == limits::expire_blocks_max) {
            return false; // what follows arrived later, or has its turn in the next pass
        }
        found.push_back({block, header.bytes, header.arrived, header.messages, 0, false});
        return true;
    });
    return found;
}

// A message in no segment belongs to a session that is still open, and is treated as evidence: it is not
// covered.
void expiry::count_covered(candidates& found) const
{
    evidence verdicts(in_);
    row_iterator row(in_, family::segments, {}, walk::bulk);
    for (row.to_first(); row.valid(); row.next()) {
        const engine::segment segment = read_segment_row(row.value());
        for (const engine::stored_message& message : segment.messages) {
            const auto block = find_block(found, message.where.block);
            if (block != found.end() && !verdicts.has_verdicts(segment)) {
                ++block->covered;
            }
        }
    }
}

result<bool> expiry::erase_blocks(const candidates& found)
{
    for (auto next = found.begin(); next != found.end();) {
        const std::lock_guard lock(commits_);
        write_set changes(in_);
        for (; next != found.end() && changes.rows() < limits::expire_write_rows; ++next) {
            if (next->goes) {
                blocks_.erase(changes, next->block, next->bytes);
            }
        }
        // Numbers are never given twice, even if the newest block goes.
        std::string floor;
        append_key_u64(floor, blocks_.end_number());
        changes.put(family::meta, meta_block_floor_key(), floor);
        if (auto written = in_.write(changes); !written) {
            return written;
        }
        blocks_.erased();
    }
    return {true, {}};
}

bool expiry::is_gone(const candidates& found, const engine::segment& segment) const
{
    bool any = false;
    for (const engine::stored_message& message : segment.messages) {
        const auto block = find_block(found, message.where.block);
        if (block != found.end() ? !block->goes : blocks_.holds(message.where.block)) {
            return false;
        }
        any = any || block != found.end();
    }
    return any;
}

// A session whose messages are all gone keeps its summary. One that lost only some keeps its positions:
// reading them then tells "not_found", and nothing is judged anew from half of the evidence.
result<bool> expiry::forget_positions(const candidates& found)
{
    row_iterator row(in_, family::segments, {}, walk::bulk);
    row.to_first();
    while (row.valid()) {
        std::vector<std::string> keys;
        for (; row.valid() && keys.size() < limits::expire_write_rows; row.next()) {
            if (is_gone(found, read_segment_row(row.value()))) {
                keys.emplace_back(row.key());
            }
        }
        const std::lock_guard lock(commits_);
        write_set changes(in_);
        pinned_value stored;
        for (const std::string& key : keys) {
            // Read again: a late message may have changed it since.
            if (!in_.read(family::segments, key, stored)) {
                continue;
            }
            engine::segment segment = read_segment_row(stored.bytes());
            if (is_gone(found, segment)) {
                erase_number_rows(changes, segment);
                segment.messages.clear();
                std::string bytes;
                engine::append_binary(bytes, segment);
                changes.put(family::segments, key, bytes);
            }
        }
        if (changes.rows() > 0) {
            if (auto written = in_.write(changes); !written) {
                return written;
            }
        }
    }
    return {true, {}};
}

result<std::uint64_t> expiry::expire_blocks(const store::retention& what, std::uint64_t keep_from)
{
    std::uint64_t removed = 0;
    std::uint64_t from = 0;
    std::uint64_t first_removed = 0;
    std::uint64_t last_removed = 0;
    for (;;) {
        candidates found = find_candidates(from, keep_from, std::max(what.text_before, what.evidence_before));
        if (found.empty()) {
            break;
        }
        from = found.back().block + 1;
        count_covered(found);
        std::uint64_t going = 0;
        for (candidate& each : found) {
            each.goes = each.arrived < what.evidence_before ||
                        (each.arrived < what.text_before && each.covered >= each.messages);
            if (each.goes) {
                first_removed = removed + going == 0 ? each.block : first_removed;
                last_removed = each.block;
                ++going;
            }
        }
        if (going == 0) {
            continue;
        }
        for (auto step : {&expiry::erase_blocks, &expiry::forget_positions}) {
            if (auto done = (this->*step)(found); !done) {
                return {std::nullopt, std::move(done.error)};
            }
        }
        removed += going;
    }
    if (removed > 0) {
        in_.compact(family::journal, {block_key(first_removed), block_key(last_removed + 1)});
    }
    return {removed, {}};
}

result<bool> expiry::expire_verdicts(const names& tenants, time_point stored_before)
{
    for (const tenant_id tenant : tenants.tenants()) {
        row_iterator row(in_, family::verdicts, range_of_prefix(tenant_key(tenant)), walk::bulk);
        row.to_first();
        while (row.valid()) {
            std::vector<verdict_place> old;
            for (; row.valid() && old.size() < limits::expire_write_rows; row.next()) {
                const auto stored = read_stored_verdict(row.value());
                if (!stored) {
                    throw read_error({"corruption", "a damaged verdict row"});
                }
                if (stored->stored_at < stored_before) {
                    old.push_back(place_in(tenant, row.key()));
                }
            }
            const std::lock_guard lock(commits_);
            write_set changes(in_);
            for (const verdict_place& place : old) {
                erase_verdict(changes, in_, place, stored_before);
            }
            if (changes.rows() > 0) {
                if (auto written = in_.write(changes); !written) {
                    return written;
                }
            }
        }
    }
    return {true, {}};
}

} // namespace chatqc::storage
