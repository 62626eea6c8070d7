#include "app/pipeline/shard_worker.h"

#include "engine/kill_point.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace chatqc::app {

namespace {

// A journal block stays near this; one frame may exceed it.
constexpr std::size_t batch_bytes = 1u << 20;

// After a larger batch nobody waits for single messages to be shown: the next batch comes first.
constexpr std::size_t shown_bytes_max = 64u << 10;

// Messages that late ones may run again in a batch: when others wait, and when none do. The next batch waits
// so long.
constexpr std::size_t rerun_beside_others = 256;
constexpr std::size_t rerun_alone = 2048;

// Rows of the checkpoint that a batch writes likewise, if one is being made.
constexpr std::size_t rows_beside_others = 128;
constexpr std::size_t rows_alone = 2048;

// At a stop no more than this is spent on the checkpoint.
constexpr std::chrono::seconds rows_at_stop{10};

// At a stop late messages are worked in for no longer than this.
constexpr std::chrono::seconds late_at_stop{5};

// What a batch takes in of those behind (inflow.h), in messages, while live ones come and while none do; a
// conversation that has to be read from the store counts as much as some dozens of them.
constexpr std::size_t behind_beside_live = 600;
constexpr std::size_t behind_alone = 5000;
constexpr std::size_t load_cost = 50;
// Live ones come: there were some within so many batches.
constexpr std::uint32_t live_within_batches = 64;

// Messages looked up together.
constexpr std::size_t looked_up = 32;

engine::incoming incoming_of(const connectors::ingest_frame& frame, std::uint32_t entry)
{
    const auto& about = frame.entries[entry];
    return {
        .record = frame.record(entry),
        .tenant = frame.tenant,
        .source = frame.source,
        .conversation_hash = about.conversation_hash,
        .id_hash = about.id_hash,
        .content_hash = about.content_hash,
    };
}

} // namespace

shard_worker::shard_worker(
    unsigned number,
    const engine::unit_log& units,
    storage::store& stored,
    work_queue<shard_output>& outputs,
    std::function<void(const engine::shop_sighting&)> on_sighting,
    go_on_call go_on
)
    : number_(number),
      stored_(stored),
      history_(stored, std::move(go_on)),
      engine_(units, history_),
      inflow_(number),
      batches_without_live_(live_within_batches),
      outputs_(outputs),
      on_sighting_(std::move(on_sighting))
{
}

shard_worker::~shard_worker()
{
    end_thread();
}

void shard_worker::start()
{
    thread_ = std::thread{[this] { run(); }};
}

void shard_worker::end_thread()
{
    items_.close();
    if (thread_.joinable())
        thread_.join();
}

void shard_worker::stop()
{
    end_thread();
    run(); // what no thread has worked off
    work_in_late();
}

void shard_worker::durable(std::uint64_t block)
{
    history_.durable(block);
    if (late_ > 0)
        items_.push(question{[](engine::shard&) {}}); // an empty batch: finish() goes on with the late ones
}

void shard_worker::run()
{
    while (!inflow_.empty() || items_.wait())
        step();
}

bool shard_worker::step()
{
    inflow_.add(items_.take());
    if (inflow_.empty())
        return false;
    run_batch();
    return true;
}

void shard_worker::work_in_late()
{
    const auto until = std::chrono::steady_clock::now() + late_at_stop;
    while (late_ > 0 && std::chrono::steady_clock::now() < until && history_.settle(until))
        run_batch();
}

bool shard_worker::write_rows()
{
    const auto until = std::chrono::steady_clock::now() + rows_at_stop;
    batches_without_live_ = live_within_batches;
    engine_.begin_checkpoint({.quiet_since = ~std::uint64_t{0}, .overdue_before = 0});
    while (!engine_.has_checkpoint() && std::chrono::steady_clock::now() < until && history_.settle(until))
        run_batch();
    return history_.settle(until);
}

bool shard_worker::is_beside_live() const
{
    return batches_without_live_ < live_within_batches;
}

void shard_worker::run_batch()
{
    auto live = inflow_.take_live(batch_bytes);
    batches_without_live_ = live.has_messages ? 0 : std::min(batches_without_live_ + 1, live_within_batches);
    const auto behind_cost = is_beside_live() ? behind_beside_live : behind_alone;
    const auto behind_bytes = inflow_.behind_bytes(behind_cost, batch_bytes);
    const auto bytes = live.bytes + behind_bytes;

    shard_output out;
    out.shard = number_;
    out.block = stored_.next_block();
    engine_.durable(history_.durable());
    engine_.begin(out.block, bytes);
    for (auto& item : live.items)
        take_in(std::move(item), out);
    take_in_behind(behind_cost, behind_bytes, out);
    const bool has_time = inflow_.empty() && items_.empty() && !is_beside_live();
    out.result = engine_.finish({
        .show = items_.empty() && bytes <= shown_bytes_max,
        .rerun = has_time ? rerun_alone : rerun_beside_others,
        .rows = has_time ? rows_alone : rows_beside_others,
    });
    late_ = engine_.late_conversations();
    if (late_ == 0) {
        std::move(ending_.begin(), ending_.end(), std::back_inserter(out.frames));
        ending_.clear();
    }
    for (const auto& seen : out.result.sightings)
        on_sighting_(seen);
    history_.handed(out.block);
    engine::reached(engine::kill_point::batch_judged);
    outputs_.push(std::move(out));
}

void shard_worker::take_in(shard_item&& item, shard_output& out)
{
    if (auto* frame = std::get_if<std::shared_ptr<frame_in_flight>>(&item)) {
        auto no_limit = ~std::size_t{0};
        receive(**frame, 0, no_limit, no_limit);
        out.arrived = std::max(out.arrived, (*frame)->frame.arrived);
        received(std::move(*frame), out);
    } else if (const auto* clock = std::get_if<clock_change>(&item)) {
        engine_.set_source(clock->source, clock->view);
    } else if (const auto* sighting = std::get_if<engine::shop_sighting>(&item)) {
        engine_.sighted(*sighting);
    } else {
        std::get<question>(item)(engine_);
    }
}

void shard_worker::received(std::shared_ptr<frame_in_flight> frame, shard_output& out)
{
    engine_.set_source(frame->frame.source, frame->view);
    auto& to = frame->frame.end ? ending_ : out.frames;
    to.push_back(std::move(frame));
}

void shard_worker::take_in_behind(std::size_t cost_max, std::size_t bytes_max, shard_output& out)
{
    auto cost_left = cost_max;
    auto bytes_left = bytes_max;
    while (inflow_.has_behind()) {
        const auto* frame = std::get_if<std::shared_ptr<frame_in_flight>>(&inflow_.behind());
        if (frame) {
            auto& next = inflow_.received();
            next = receive(**frame, next, cost_left, bytes_left);
            out.arrived = std::max(out.arrived, (*frame)->frame.arrived);
            if (next < (*frame)->entries_of[number_].size())
                return;
            received(*frame, out);
            inflow_.take_behind();
        } else {
            take_in(inflow_.take_behind(), out);
        }
    }
}

std::size_t shard_worker::receive(
    frame_in_flight& frame, std::size_t from, std::size_t& cost_left, std::size_t& bytes_left
)
{
    const auto& entries = frame.entries_of[number_];
    engine_.name_tenant(frame.frame.tenant, stored_.tenant_name(frame.frame.tenant));
    std::vector<engine::incoming> next;
    next.reserve(std::min(looked_up, entries.size() - from));
    for (auto at = from; at < entries.size(); ++at) {
        const auto turn = (at - from) % looked_up;
        if (turn == 0) {
            next.clear();
            for (auto ahead = at; ahead < std::min(at + looked_up, entries.size()); ++ahead)
                next.push_back(incoming_of(frame.frame, entries[ahead]));
            engine_.expect(next);
        }
        const auto& one = next[turn];
        if (cost_left == 0 || one.record.size() > bytes_left)
            return at;
        const auto loaded = engine_.loaded();
        count(frame, entries[at], one, engine_.receive(one));
        bytes_left -= one.record.size();
        cost_left -= std::min<std::size_t>(cost_left, 1 + load_cost * (engine_.loaded() - loaded));
    }
    return entries.size();
}

void shard_worker::count(
    frame_in_flight& frame, std::uint32_t entry, const engine::incoming& one, engine::reception as
)
{
    auto& result = frame.results[number_];
    switch (as) {
    case engine::reception::accepted:
        ++result.accepted;
        return;
    case engine::reception::duplicate:
        ++result.duplicates;
        return;
    case engine::reception::too_late:
        ++result.accepted;
        ++result.too_late;
        return;
    case engine::reception::conflict:
        break;
    }
    std::size_t consumed = 0;
    const auto read = engine::read_record(one.record, consumed);
    result.refused.push_back({
        frame.frame.entries[entry].index,
        read ? std::string{read->message.id} : std::string{},
        "id_conflict",
        "a message with this id and other content was accepted before; the first one stands",
        {},
    });
}

bool shard_worker::settled_history::is_settled() const
{
    const std::lock_guard lock{guard_};
    return durable_ >= handed_;
}

void shard_worker::settled_history::settle()
{
    if (go_on_) {
        while (!is_settled())
            go_on_();
        return;
    }
    std::unique_lock lock{guard_};
    changed_.wait(lock, [this, upto = handed_] { return durable_ >= upto; });
}

bool shard_worker::settled_history::settle(std::chrono::steady_clock::time_point until)
{
    if (go_on_) {
        while (!is_settled()) {
            if (!go_on_())
                return false;
        }
        return true;
    }
    std::unique_lock lock{guard_};
    return changed_.wait_until(lock, until, [this, upto = handed_] { return durable_ >= upto; });
}

std::vector<engine::segment>
shard_worker::settled_history::segments(engine::tenant_id tenant, std::string_view conversation)
{
    return stored_.segments(tenant, conversation);
}

void shard_worker::settled_history::read(const std::vector<engine::position>& where, std::string& out)
{
    const auto done = stored_.read(where, out);
    if (done || done.error.code == "not_found")
        return;
    if (done.error.code != "corruption")
        throw std::runtime_error{done.error.message};
    // As if it had expired: the other conversations go on.
    spdlog::error("a late message is judged without what came before it: {}", done.error.message);
}

std::vector<engine::verdict>
shard_worker::settled_history::verdicts(std::string_view tenant, std::string_view conversation)
{
    return stored_.verdicts_of(tenant, conversation);
}

void shard_worker::settled_history::handed(std::uint64_t block)
{
    const std::lock_guard lock{guard_};
    handed_ = block;
}

void shard_worker::settled_history::durable(std::uint64_t block)
{
    {
        const std::lock_guard lock{guard_};
        durable_ = block;
    }
    changed_.notify_all();
}

std::uint64_t shard_worker::settled_history::durable() const
{
    const std::lock_guard lock{guard_};
    return durable_;
}

} // namespace chatqc::app
