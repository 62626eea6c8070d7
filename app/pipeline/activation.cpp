// How a unit becomes active in a running pipeline, and how a start goes on with it.
#include "app/pipeline/pipeline.h"
#include "engine/canary.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

namespace chatqc::app {

namespace {

// The newest unit all of whose sessions have been seen to be judged by it.
constexpr std::string_view activated_note = "unit.activated";

// Conversations that are handed to the shards at once.
constexpr std::size_t conversations_at_once = 4096;

constexpr std::int32_t last_day = 2'932'896; // of the year 9999

std::string name_of(const storage::unit& kept)
{
    return kept.hash + "@" + std::to_string(kept.active_from.time_since_epoch().count());
}

// Which unit judges what began then.
const storage::unit& unit_at(const std::vector<storage::unit>& units, engine::time_point started)
{
    const auto later = std::upper_bound(
        units.begin(),
        units.end(),
        started,
        [](engine::time_point at, const storage::unit& each) { return at < each.active_from; }
    );
    return later == units.begin() ? units.front() : *(later - 1);
}

// No zone is more than a day away from UTC.
std::int32_t day_before(engine::time_point at)
{
    return static_cast<std::int32_t>(std::chrono::floor<std::chrono::days>(at).time_since_epoch().count()) -
           2;
}

// From here on all messages of the conversation are there. What retention has taken a part of keeps the
// verdicts it has.
engine::time_point
readable_since(storage::store& stored, engine::tenant_id tenant, std::string_view conversation)
{
    auto since = engine::time_point::min();
    std::string ignored;
    std::vector<engine::position> where;
    for (const auto& segment : stored.segments(tenant, conversation)) {
        where.clear();
        for (const auto& message : segment.messages)
            where.push_back(message.where);
        ignored.clear();
        if (where.empty() || !stored.read(where, ignored))
            since = segment.until + engine::milliseconds{1};
    }
    return since;
}

} // namespace

storage::result<bool>
pipeline::activate(const storage::unit& kept, const std::shared_ptr<const engine::unit>& unit)
{
    auto units = stored_.units();
    if (auto done = stored_.put_unit(kept); !done)
        return done;
    units.push_back(kept);
    incidents_.activate(*unit);
    const auto from = std::min(kept.active_from, unfinished_from_);
    unfinished_from_ = from;
    const bool settled = ask_settled([&](unsigned, engine::shard& shard) {
        shard.activate(kept.active_from, unit);
        shard.judge_again(from);
    });
    if (!settled)
        return {false, {}}; // what was judged before cannot be written
    const auto again = judge_stored_again(units, from);
    if (!again)
        return {false, {}};
    unfinished_from_ = engine::time_point::max();
    return {true, {}};
}

// Sessions that have ended, began then or later, and were judged by another unit than that of their start;
// how many they are. What is open must have been told before, and what ended by then be in the store.
storage::result<std::uint64_t>
pipeline::judge_stored_again(const std::vector<storage::unit>& units, engine::time_point from)
{
    std::uint64_t found = 0;
    std::set<engine::tenant_id> tenants;
    for (const auto& source : stored_.sources())
        tenants.insert(source.tenant);
    for (const auto tenant : tenants) {
        std::map<std::string, engine::time_point> conversations; // and since when
        const auto hand_over = [&] {
            ask([&](unsigned number, engine::shard& shard) {
                for (const auto& [called, since] : conversations) {
                    if (engine::hash_conversation(tenant, called) % workers_.size() == number)
                        shard.judge_again(tenant, called, since);
                }
            });
            conversations.clear();
        };
        const auto scanned = stored_.scan_sessions(
            tenant,
            day_before(from),
            last_day,
            [&](const engine::session_summary& session, std::string_view conversation) {
                if (session.started < from || session.unit == unit_at(units, session.started).hash)
                    return true;
                const auto since = std::max(from, readable_since(stored_, tenant, conversation));
                if (session.started < since)
                    return true;
                ++found;
                conversations.emplace(conversation, since);
                if (conversations.size() == conversations_at_once)
                    hand_over();
                return true;
            }
        );
        if (!scanned)
            return {std::nullopt, scanned.error};
        hand_over();
    }
    return {found, {}};
}

// A stop may come before everything is judged again, and another activation before a start. A start goes on
// with all of them, and notes once there was nothing left to do.
void pipeline::finish_activation()
{
    const auto units = stored_.units();
    const auto noted = stored_.note(activated_note);
    auto first = std::find_if(units.begin(), units.end(), [&](const storage::unit& each) {
        return name_of(each) == noted;
    });
    first = first == units.end() ? units.begin() : first;
    if (units.end() - first < 2 || engine::canary::is_on(engine::canary::activation_not_resumed))
        return;
    const auto from = (first + 1)->active_from;
    ask([&](unsigned, engine::shard& shard) { shard.judge_again(from); });
    for (auto& worker : workers_)
        worker->settle(); // a start waits for a slow disk
    const auto again = judge_stored_again(units, from);
    if (!again)
        throw std::runtime_error{again.error.message};
    if (*again.value == 0)
        (void)stored_.put_note(activated_note, name_of(units.back())); // else the next start looks again
}

} // namespace chatqc::app
