#include "app/pipeline/pipeline.h"

#include "app/pipeline/recovery.h"
#include "engine/kill_point.h"

#include <algorithm>
#include <stdexcept>

namespace chatqc::app {

namespace {

constexpr std::chrono::seconds patience{2}; // a request waits no longer for a disk in trouble

} // namespace

pipeline::pipeline(
    const pipeline_options& how, storage::store& stored, const engine::unit_log& units, wall_clock wall
)
    : how_(how),
      stored_(stored),
      wall_(std::move(wall)),
      sources_(stored, wall_(), how.lateness, how.source_grace),
      incidents_(stored, units, how.steady),
      committer_(
          stored,
          sources_,
          incidents_,
          {
              [this](unsigned shard, std::uint64_t block) { workers_[shard]->durable(block); },
              [this](std::vector<connectors::frame_result>&& frames) {
                  listener_->durable(std::move(frames));
              },
              [this](std::vector<storage::feed_entry>&& entries) { published_(std::move(entries)); },
              [this](std::size_t bytes) { in_flight_ -= bytes; },
              [this](std::chrono::nanoseconds spent) { timed_(spent); },
          }
      )
{
    for (unsigned number = 0; number < how_.shards; ++number) {
        workers_.push_back(std::make_unique<shard_worker>(
            number,
            units,
            stored_,
            committer_.outputs(),
            [this](const engine::shop_sighting& seen) { share(seen); },
            how_.limits.wakes,
            how_.go_on,
            how_.steady
        ));
    }
    lend_reserved();
}

pipeline::~pipeline()
{
    if (!how_.go_on)
        stop();
}

void pipeline::connect(connectors::ingest_listener* listener, publisher published)
{
    listener_ = listener;
    published_ = std::move(published);
}

void pipeline::lend_reserved()
{
    const auto chunks = how_.reserved_bytes / engine::block_pool::chunk_bytes / workers_.size();
    if (chunks == 0)
        return;
    const auto each = chunks * engine::block_pool::chunk_bytes;
    reserved_.emplace(each * workers_.size());
    for (std::size_t number = 0; number < workers_.size(); ++number)
        workers_[number]->engine().lend(reserved_->bytes().subspan(number * each, each));
}

void pipeline::start()
{
    recover();
    incidents_.resume();
    accepting_ = true;
    if (!how_.go_on) {
        committer_.start();
        for (auto& worker : workers_)
            worker->start();
        timekeeper_ = std::thread{[this] { keep_time(); }};
    }
    finish_activation();
}

void pipeline::recover()
{
    std::vector<engine::shard*> shards;
    for (auto& worker : workers_)
        shards.push_back(&worker->engine());
    auto changes = restore_conversations(shards, stored_, sources_.views(), !how_.go_on);
    engine::reached(engine::kill_point::restored);
    if (changes.segments.empty() && changes.verdicts.empty() && changes.rows.empty())
        return;
    const auto done = stored_.commit(changes);
    if (!done)
        throw std::runtime_error{done.error.message};
    committer_.publish(std::move(changes), *done.value);
}

void pipeline::stop()
{
    if (!accepting_.exchange(false))
        return;
    {
        const std::lock_guard lock{guard_};
        stopping_ = true;
    }
    stopped_.notify_all();
    if (timekeeper_.joinable())
        timekeeper_.join();
    for (auto& worker : workers_)
        worker->stop();
    write_last_checkpoint();
    committer_.stop();
}

void pipeline::keep_time()
{
    std::unique_lock lock{guard_};
    while (!stopped_.wait_for(lock, how_.limits.tick, [&] { return stopping_; })) {
        lock.unlock();
        tick();
        lock.lock();
    }
}

void pipeline::tick()
{
    for (const auto& change : sources_.tick(wall_()))
        broadcast(change);
    committer_.wake();
    if (is_checkpointing_) {
        ++ticks_;
        go_on_with_checkpoint();
    } else if (++ticks_ >= how_.limits.checkpoint_every / how_.limits.tick) {
        ticks_ = 0;
        begin_checkpoint();
    }
}

engine::tenant_id pipeline::tenant(std::string_view name)
{
    const auto id = stored_.tenant(name);
    if (!id)
        throw connectors::backend_unavailable{id.error.message};
    return *id.value;
}

connectors::opened_source
pipeline::open_source(engine::tenant_id tenant, std::string_view name, bool recorded)
{
    return sources_.open(tenant, name, recorded);
}

void pipeline::submit(connectors::ingest_frame&& frame)
{
    auto flight = std::make_shared<frame_in_flight>();
    flight->bytes = frame.records.size() + 256 * frame.entries.size() + 256;
    flight->view = sources_.advance(frame);
    flight->entries_of.resize(workers_.size());
    flight->results.resize(workers_.size());
    flight->parts_left = static_cast<unsigned>(workers_.size());
    for (std::uint32_t entry = 0; entry < frame.entries.size(); ++entry)
        flight->entries_of[frame.entries[entry].conversation_hash % workers_.size()].push_back(entry);
    flight->frame = std::move(frame);
    in_flight_ += flight->bytes;
    for (auto& worker : workers_)
        worker->push(flight);
    engine::reached(engine::kill_point::frame_submitted);
}

void pipeline::silent(engine::source_id source, engine::time_point watermark)
{
    broadcast({source, sources_.advance(source, watermark)});
}

void pipeline::gone(engine::source_id source, engine::time_point at)
{
    sources_.gone(source, at);
}

std::size_t pipeline::late_conversations() const
{
    std::size_t sum = 0;
    for (const auto& worker : workers_)
        sum += worker->late_conversations();
    return sum;
}

bool pipeline::has_room() const
{
    return accepting_ && in_flight_ < how_.limits.in_flight_bytes;
}

std::string pipeline::obstacle() const
{
    const auto why = committer_.trouble();
    return why.code.empty() ? std::string{} : "the store cannot be written: " + why.message;
}

void pipeline::broadcast(const clock_change& change)
{
    for (auto& worker : workers_)
        worker->push(change);
}

void pipeline::share(const engine::shop_sighting& seen)
{
    sources_.sighted(seen);
    for (auto& worker : workers_)
        worker->push(seen);
}

bool pipeline::ask_settled(const std::function<void(unsigned shard, engine::shard&)>& what)
{
    const bool answered = ask_soon(what);
    return settle() && answered;
}

bool pipeline::settle()
{
    const auto until = std::chrono::steady_clock::now() + patience;
    bool settled = true;
    for (auto& worker : workers_)
        settled = worker->settle(until) && settled;
    return settled;
}

bool pipeline::ask_soon(const std::function<void(unsigned shard, engine::shard&)>& what)
{
    return ask(what, std::chrono::steady_clock::now() + patience);
}

void pipeline::ask(const std::function<void(unsigned shard, engine::shard&)>& what)
{
    ask(what, std::chrono::steady_clock::time_point::max());
}

bool pipeline::ask(
    const std::function<void(unsigned shard, engine::shard&)>& what,
    std::chrono::steady_clock::time_point until
)
{
    // Outlives this call: a shard may come to it when nobody waits any longer.
    struct inquiry {
        std::mutex guard; // `what` gathers from all shards
        std::condition_variable answered;
        std::size_t left = 0;
        bool is_over = false;
    };

    const auto asked = std::make_shared<inquiry>();
    asked->left = workers_.size();
    for (unsigned number = 0; number < workers_.size(); ++number) {
        workers_[number]->push(question{[&what, number, asked](engine::shard& shard) {
            const std::lock_guard lock{asked->guard};
            if (asked->is_over)
                return;
            what(number, shard);
            --asked->left;
            asked->answered.notify_one();
        }});
    }
    std::unique_lock lock{asked->guard};
    while (how_.go_on && asked->left > 0) {
        lock.unlock();
        how_.go_on();
        lock.lock();
    }
    const auto are_all_in = [&] { return asked->left == 0; };
    if (until == std::chrono::steady_clock::time_point::max())
        asked->answered.wait(lock, are_all_in);
    else
        asked->answered.wait_until(lock, until, are_all_in);
    asked->is_over = true;
    return asked->left == 0;
}

} // namespace chatqc::app
