#include "app/pipeline/shard_worker.h"

#include <algorithm>
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

// At a stop late messages are worked in for no longer than this.
constexpr std::chrono::seconds late_at_stop{5};

// Messages looked up together.
constexpr std::size_t looked_up = 32;

std::size_t part_bytes(const frame_in_flight& frame)
{
    return frame.frame.records.size();
}

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
    if (has_late_)
        items_.push(question{[](engine::shard&) {}}); // an empty batch: finish() goes on with the late ones
}

void shard_worker::run()
{
    while (items_.wait())
        step();
}

bool shard_worker::step()
{
    auto items = items_.take();
    if (items.empty())
        return false;
    std::size_t begin = 0;
    std::size_t bytes = 0;
    for (std::size_t at = 0; at < items.size(); ++at) {
        const auto* frame = std::get_if<std::shared_ptr<frame_in_flight>>(&items[at]);
        const auto more = frame ? part_bytes(**frame) : 0;
        if (at > begin && bytes + more > batch_bytes) {
            run_batch(items, begin, at, bytes);
            begin = at;
            bytes = 0;
        }
        bytes += more;
    }
    run_batch(items, begin, items.size(), bytes);
    return true;
}

void shard_worker::work_in_late()
{
    const auto until = std::chrono::steady_clock::now() + late_at_stop;
    std::vector<shard_item> none;
    while (has_late_ && std::chrono::steady_clock::now() < until && history_.settle(until))
        run_batch(none, 0, 0, 0);
}

engine::spare_time shard_worker::spare_time(bool is_last, std::size_t bytes) const
{
    const bool others_wait = !is_last || !items_.empty();
    return {
        .show = !others_wait && bytes <= shown_bytes_max,
        .rerun = others_wait ? rerun_beside_others : rerun_alone,
    };
}

void shard_worker::run_batch(
    std::vector<shard_item>& items, std::size_t begin, std::size_t end, std::size_t bytes
)
{
    shard_output out;
    out.shard = number_;
    out.block = stored_.next_block();
    engine_.durable(history_.durable());
    engine_.begin(out.block, bytes);
    for (std::size_t at = begin; at < end; ++at) {
        if (auto* frame = std::get_if<std::shared_ptr<frame_in_flight>>(&items[at])) {
            const auto& from = (*frame)->frame;
            engine_.name_tenant(from.tenant, stored_.tenant_name(from.tenant));
            receive(**frame);
            engine_.set_source(from.source, (*frame)->view);
            out.frames.push_back(std::move(*frame));
        } else if (const auto* clock = std::get_if<clock_change>(&items[at])) {
            engine_.set_source(clock->source, clock->view);
        } else if (const auto* sighting = std::get_if<engine::shop_sighting>(&items[at])) {
            engine_.sighted(*sighting);
        } else {
            std::get<question>(items[at])(engine_);
        }
    }
    out.result = engine_.finish(spare_time(end == items.size(), bytes));
    has_late_ = engine_.late_conversations() > 0;
    for (const auto& seen : out.result.sightings)
        on_sighting_(seen);
    history_.handed(out.block);
    outputs_.push(std::move(out));
}

void shard_worker::receive(frame_in_flight& frame)
{
    const auto& entries = frame.entries_of[number_];
    std::vector<engine::incoming> next;
    next.reserve(std::min(looked_up, entries.size()));
    for (std::size_t at = 0; at < entries.size(); ++at) {
        if (at % looked_up == 0) {
            next.clear();
            for (auto ahead = at; ahead < std::min(at + looked_up, entries.size()); ++ahead)
                next.push_back(incoming_of(frame.frame, entries[ahead]));
            engine_.expect(next);
        }
        const auto& one = next[at % looked_up];
        count(frame, entries[at], one, engine_.receive(one));
    }
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
    if (!done && done.error.code != "not_found")
        throw std::runtime_error{done.error.message};
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
