#include "engine/offline.h"

#include "engine/memory_history.h"

#include <algorithm>
#include <tuple>

namespace chatqc::engine {

namespace {

constexpr tenant_id the_tenant = 1;
constexpr source_id the_source = 1;
constexpr std::size_t batch_bytes = 1u << 20;

// How far behind the newest message the order is held open. What comes later still is worked in as late; the
// result is the same, only the work differs.
constexpr milliseconds offline_lateness = std::chrono::hours{1};

} // namespace

struct offline_run::state {
    state(unit_log log, std::string name, bool every_profile)
        : units(std::move(log)), tenant(std::move(name)), worker(units, stored, every_profile)
    {
        worker.name_tenant(the_tenant, tenant);
    }

    void close_batch(const source_view& view)
    {
        if (!in_batch)
            open_batch(0);
        worker.set_source(the_source, view);
        stored.commit(next_block, worker.finish({.show = false}));
        worker.durable(next_block++);
        in_batch = false;
    }

    void open_batch(std::size_t record_bytes)
    {
        capacity = std::max(batch_bytes, record_bytes);
        used = 0;
        worker.begin(next_block, capacity);
        in_batch = true;
    }

    [[nodiscard]] source_view clock() const
    {
        return {true, source_phase::holding, newest ? *newest - offline_lateness : time_point::min()};
    }

    unit_log units;
    std::string tenant;
    memory_history stored;
    shard worker;
    std::uint64_t next_block = 0;
    std::size_t capacity = 0;
    std::size_t used = 0;
    bool in_batch = false;
    std::optional<time_point> newest;
};

offline_run::offline_run(unit_log units, std::string tenant, bool every_profile)
    : state_(std::make_unique<state>(std::move(units), std::move(tenant), every_profile))
{
}

offline_run::~offline_run() = default;

offline_result offline_run::add(const message& value)
{
    auto& run = *state_;
    std::string record;
    append_record(record, value, {.source = the_source, .at = {}, .too_late = false, .recorded = true});
    if (run.in_batch && run.used + record.size() > run.capacity)
        run.close_batch(run.clock());
    if (!run.in_batch)
        run.open_batch(record.size());
    const auto result = run.worker.receive({
        .record = record,
        .tenant = the_tenant,
        .source = the_source,
        .conversation_hash = hash_conversation(the_tenant, value.conversation),
        .id_hash = hash_id(value.id),
        .content_hash = hash_content(value),
    });
    run.used += record.size();
    if (result == reception::accepted)
        run.newest = std::max(run.newest.value_or(value.ts), value.ts);
    return result == reception::accepted    ? offline_result::accepted
           : result == reception::duplicate ? offline_result::duplicate
                                            : offline_result::conflict;
}

void offline_run::end()
{
    do
        state_->close_batch({true, source_phase::ended, time_point::max()});
    while (state_->worker.late_conversations() > 0);
    state_->newest.reset();
}

std::vector<verdict> offline_run::settled() const
{
    std::vector<verdict> found;
    for (const auto& [id, one] : state_->stored.all_verdicts()) {
        if (one.status == verdict_status::final_)
            found.push_back(one);
    }
    std::sort(found.begin(), found.end(), [](const verdict& a, const verdict& b) {
        return std::tie(a.decided_at, a.id) < std::tie(b.decided_at, b.id);
    });
    return found;
}

std::vector<offline_run::ended_session> offline_run::sessions() const
{
    std::vector<ended_session> found;
    for (const auto& [key, rows] : state_->stored.all_segments()) {
        for (const auto& [first, row] : rows) {
            if (row.session)
                found.push_back({row.conversation, *row.session});
        }
    }
    std::sort(found.begin(), found.end(), [](const ended_session& a, const ended_session& b) {
        return std::tie(a.summary.started, a.conversation) < std::tie(b.summary.started, b.conversation);
    });
    return found;
}

} // namespace chatqc::engine
