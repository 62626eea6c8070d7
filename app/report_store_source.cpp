#include "app/report_store_source.h"

#include <map>
#include <set>

namespace chatqc::app {

namespace {

// A message is too late when its source had sent one more than 24 h newer, and that one was at most 5 min
// ahead of the wall (SPEC §2, §3); an hour more for blocks that were not stored in the order they arrived.
constexpr milliseconds arrives_after_min = std::chrono::hours{22};

// The sequence of some block before which every block arrived before `since`; nothing if all of them did.
std::optional<std::uint64_t> journal_position(storage::store& stored, time_point since)
{
    struct found_block {
        std::uint64_t sequence = 0;
        bool is_late_enough = false;
    };

    const auto first_from = [&stored, since](std::uint64_t sequence) {
        std::optional<found_block> found;
        static_cast<void>(stored.scan_journal(sequence, [&](const storage::journal_block& block) {
            found = {block.sequence, block.arrived >= since};
            return false;
        }));
        return found;
    };
    std::uint64_t before = 0; // every block below arrived too early
    std::uint64_t step = 1;
    for (;;) { // ever larger steps until one is late enough, or there is none
        const auto block = first_from(before + step);
        if (!block || block->is_late_enough) {
            break;
        }
        before = block->sequence;
        step *= 2;
    }
    std::uint64_t after = before + step;
    while (after - before > 1) {
        const std::uint64_t middle = before + (after - before) / 2;
        const auto block = first_from(middle);
        if (block && !block->is_late_enough) {
            before = std::max(middle, std::min(block->sequence, after - 1));
        } else {
            after = middle;
        }
    }
    return first_from(before) ? std::optional(before) : std::nullopt;
}

// Whether a copy of the message was judged after all: one that came in time, or over a recorded source.
bool is_judged(const std::vector<engine::segment>& segments, std::uint64_t id_hash)
{
    for (const engine::segment& segment : segments) {
        for (const engine::stored_message& message : segment.messages) {
            if (message.id_hash == id_hash && !message.too_late) {
                return true;
            }
        }
    }
    return false;
}

} // namespace

store_report_source::store_report_source(storage::store& stored, storage::tenant_id tenant)
    : stored_(stored), tenant_(tenant), name_(stored.tenant_name(tenant))
{
}

storage::result<bool>
store_report_source::scan_sessions(std::int32_t from, std::int32_t to, const session_visitor& visit)
{
    return stored_.scan_sessions(tenant_, from, to, visit);
}

std::vector<engine::verdict> store_report_source::verdicts_of(std::string_view conversation)
{
    return stored_.verdicts_of(name_, conversation);
}

engine::review_decisions store_report_source::decisions_of(std::string_view conversation)
{
    engine::review_decisions latest;
    for (const storage::review& each : stored_.reviews_of(tenant_, conversation)) {
        latest[each.verdict] = each.decision;
    }
    return latest;
}

std::vector<storage::source_state> store_report_source::sources()
{
    std::vector<storage::source_state> result = view_ ? view_->sources : stored_.sources();
    std::erase_if(result, [this](const storage::source_state& each) { return each.tenant != tenant_; });
    return result;
}

open_sessions store_report_source::open()
{
    return view_ ? view_->open : open_sessions{};
}

storage::result<std::vector<too_late_message>> store_report_source::too_late(time_point from, time_point to)
{
    std::vector<too_late_message> result;
    const auto begin = journal_position(stored_, from + arrives_after_min);
    if (!begin) {
        return {std::move(result), {}};
    }
    std::map<storage::source_id, std::string> mine;
    for (const storage::source_state& each : stored_.sources()) {
        if (each.tenant == tenant_) {
            mine.emplace(each.id, each.name);
        }
    }
    std::set<std::pair<std::string, std::string>> seen; // conversation, id
    const auto scanned = stored_.scan_journal(*begin, [&](const storage::journal_block& block) {
        std::string_view rest = block.records;
        std::size_t consumed = 0;
        while (const auto record = engine::read_record(rest, consumed)) {
            rest.remove_prefix(consumed);
            const engine::message& message = record->message;
            const auto source = mine.find(record->arrival.source);
            if (!record->arrival.too_late || message.ts < from || message.ts >= to || source == mine.end() ||
                !seen.emplace(message.conversation, message.id).second) {
                continue;
            }
            result.push_back(
                {std::string(message.conversation),
                 std::string(message.id),
                 std::string(message.shop),
                 source->second,
                 message.ts,
                 {}}
            );
        }
        return true;
    });
    if (!scanned) {
        return {std::nullopt, scanned.error};
    }
    std::erase_if(result, [this](const too_late_message& each) {
        return is_judged(stored_.segments(tenant_, each.conversation), engine::hash_id(each.id));
    });
    return {std::move(result), {}};
}

std::vector<storage::tenant_id> tenants_of(storage::store& stored)
{
    std::set<storage::tenant_id> result;
    for (const storage::source_state& each : stored.sources()) {
        result.insert(each.tenant);
    }
    return {result.begin(), result.end()};
}

std::optional<storage::tenant_id> find_tenant(storage::store& stored, std::string_view name)
{
    for (const storage::tenant_id each : tenants_of(stored)) {
        if (stored.tenant_name(each) == name) {
            return each;
        }
    }
    return std::nullopt;
}

} // namespace chatqc::app
