#include "app/pipeline/shard_worker.h"

#include "engine/kill_point.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace chatqc::app {

namespace {

using namespace std::chrono_literals;

// A journal block stays near this; one frame may exceed it.
constexpr std::size_t batch_bytes = 1u << 20;
// After a larger batch nobody waits for single messages to be shown: the next batch comes first.
constexpr std::size_t shown_bytes_max = 64u << 10;

// Rows of the checkpoint that a batch writes, if one is being made: when live messages come, and when none
// do.
constexpr std::size_t rows_beside_live = 128;
constexpr std::size_t rows_alone = 2048;

// At a stop no more than this is spent on the checkpoint.
constexpr auto rows_at_stop = 10s;

// At a stop late messages are worked in for no longer than this.
constexpr auto late_at_stop = 5s;
// Live messages come: there were some within this time.
constexpr auto live_within = 1s;

// A turn of those behind. Beside live messages it is short, is followed by as long a rest, and the next one
// waits until the disk has taken what came of it: so a live message waits for a small part of a batch, and
// for a small commit. Longer: the flood is worked off sooner, live messages wait longer.
struct turn_bounds {
    std::chrono::microseconds time;
    std::size_t steps; // in messages
    std::size_t bytes;
};

constexpr turn_bounds beside_live{300us, 600, 64u << 10};
constexpr turn_bounds alone{20ms, 5000, batch_bytes};

// A look at the clock is worth some conversations.
constexpr std::size_t wakes_a_look = 8;

// However many live messages wait, those behind get a turn after this time.
constexpr auto starved_after = 20ms;

// What it costs to run a session again, in messages.
constexpr std::size_t rerun_steps = 50;

// While sources that are behind go on sending, the late messages of a conversation are gathered for this
// long, so that it is run again once, not once a message; and until so many conversations wait, of some
// kilobytes each.
constexpr auto gathered_for = 10s;
constexpr auto still_sending = 1s;
constexpr std::size_t late_conversations_max = 20'000;

} // namespace

shard_worker::shard_worker(
    unsigned number,
    const engine::unit_log& units,
    storage::store& stored,
    work_queue<shard_output>& outputs,
    std::function<void(const engine::shop_sighting&)> on_sighting,
    const wake_limits& wakes,
    go_on_call go_on,
    steady_call now
)
    : number_(number),
      stored_(stored),
      history_(stored, std::move(go_on)),
      engine_(units, history_),
      inflow_(number),
      wakes_(wakes),
      now_(now ? std::move(now) : std::chrono::steady_clock::now),
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
    history_.stop();
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

void shard_worker::push(shard_item item)
{
    const auto* frame = std::get_if<std::shared_ptr<frame_in_flight>>(&item);
    const bool is_live = frame ? !(*frame)->frame.is_behind() : std::holds_alternative<question>(item);
    items_.push(std::move(item));
    if (is_live)
        live_waits_ = true;
}

void shard_worker::durable(std::uint64_t block)
{
    history_.durable(block);
    if (waits_for_disk_.exchange(false))
        items_.wake();
}

void shard_worker::run()
{
    while (!has_given_up_) {
        try {
            if (step())
                continue;
        } catch (const storage::read_error& error) {
            if (!items_.is_closed())
                throw;
            spdlog::error("a shard stops before its work is done: {}", error.why().message);
            has_given_up_ = true; // nothing of it is acknowledged
            return;
        }
        if (items_.is_closed() && items_.empty())
            return;
        items_.wait(wakes_at());
    }
}

bool shard_worker::step()
{
    live_waits_ = false;
    inflow_.add(items_.take());
    const bool has_live = inflow_.has_live();
    if (has_turn_of_behind() && (!has_live || now_() - turn_.next > starved_after)) {
        run_behind();
        return true;
    }
    if (has_live)
        run_live();
    return has_live;
}

// If nothing is pushed and nothing becomes durable before.
shard_worker::instant shard_worker::wakes_at() const
{
    constexpr auto looks_every = 50ms; // whether late messages have been gathered
    const auto now = now_();
    if (!inflow_.has_behind() && late_ == 0 && !engine_.has_due())
        return now + 1h;
    return turn_.next > now ? turn_.next : now + looks_every;
}

void shard_worker::work_in_late()
{
    const auto until = now_() + late_at_stop;
    while (late_ > 0 && !has_given_up_ && now_() < until && history_.settle(until))
        run_behind();
}

bool shard_worker::write_rows()
{
    const auto until = now_() + rows_at_stop;
    engine_.begin_checkpoint({.quiet_since = ~std::uint64_t{0}, .overdue_before = 0});
    while (!engine_.has_checkpoint() && now_() < until && history_.settle(until))
        finish(begin(0), {.show = false, .may_rerun = [] { return false; }, .rows = rows_alone});
    return history_.settle(until);
}

bool shard_worker::is_beside_live() const
{
    return now_() - live_at_ < live_within && !items_.is_closed();
}

bool shard_worker::has_turn_of_behind()
{
    const bool is_stopping = items_.is_closed();
    const bool goes_on = inflow_.has_behind() || engine_.has_due();
    if (!goes_on && (late_ == 0 || is_stopping || is_gathering()))
        return false;
    if (is_stopping)
        return true;
    // After a turn in which nothing could be worked in, the disk has to go on first.
    const auto needed = is_beside_live() ? turn_.block : goes_on ? 0 : turn_.in_vain_at + 1;
    waits_for_disk_ = true;
    if (history_.durable() < needed)
        return false;
    waits_for_disk_ = false;
    return now_() >= turn_.next;
}

// Late messages are left to wait, so that others of their conversations may join them.
bool shard_worker::is_gathering()
{
    const auto now = now_();
    if (now - gathers_since_ >= gathered_for) {
        gathered_before_ = std::exchange(gathering_from_, newest_block_ + 1);
        gathers_since_ = now;
    }
    return ending_.empty() && !items_.is_closed() && now - behind_at_ < still_sending &&
           engine_.late_conversations() < late_conversations_max &&
           engine_.late_since().value_or(0) >= gathered_before_;
}

bool shard_worker::turn_is_over() const
{
    return turn_.steps_left == 0 || live_waits_ || now_() >= turn_.ends;
}

bool shard_worker::may_rerun()
{
    if (turn_.is_for_due || turn_is_over() || is_gathering())
        return false;
    turn_.steps_left -= std::min(turn_.steps_left, rerun_steps);
    return true;
}

bool shard_worker::may_wake()
{
    if (turn_.wakes_left == 0 || live_waits_)
        return false;
    return --turn_.wakes_left % wakes_a_look != 0 || now_() < turn_.ends;
}

shard_output shard_worker::begin(std::size_t bytes)
{
    shard_output out;
    out.shard = number_;
    out.block = newest_block_ = stored_.next_block();
    engine_.durable(history_.durable());
    engine_.begin(out.block, bytes);
    return out;
}

std::uint64_t shard_worker::finish(shard_output&& out, const engine::spare_time& spare)
{
    out.result = engine_.finish(spare);
    const auto rerun = out.result.recomputed;
    late_ = engine_.late_conversations();
    if (late_ == 0 && !engine_.has_due()) {
        std::move(ending_.begin(), ending_.end(), std::back_inserter(out.frames));
        ending_.clear();
    }
    for (const auto& seen : out.result.sightings)
        on_sighting_(seen);
    history_.handed(out.block);
    engine::reached(engine::kill_point::batch_judged);
    outputs_.push(std::move(out));
    return rerun;
}

void shard_worker::run_live()
{
    auto live = inflow_.take_live(batch_bytes);
    if (live.bytes > 0)
        live_at_ = now_();
    auto out = begin(live.bytes);
    for (auto& item : live.items)
        take_in(std::move(item), out);
    engine::spare_time spare;
    spare.show = items_.empty() && live.bytes <= shown_bytes_max;
    spare.may_rerun = [] { return false; };
    spare.may_wake = [left = wakes_.beside_live + wakes_.a_message * live.messages](bool recorded) mutable {
        const bool may = !recorded && left > 0;
        left -= may ? 1 : 0;
        return may;
    };
    spare.rows = is_beside_live() ? rows_beside_live : rows_alone;
    finish(std::move(out), spare);
}

void shard_worker::run_behind()
{
    const bool is_beside = is_beside_live();
    const auto& bounds = is_beside ? beside_live : alone;
    const auto started = now_();
    turn_.ends = started + bounds.time;
    turn_.steps_left = bounds.steps;
    turn_.wakes_left = wakes_.a_turn;
    // What a clock has brought before it moves on; then what is new and what is late in turns.
    turn_.is_for_due = engine_.has_due();
    const bool reruns = late_ > 0 && !is_gathering();
    turn_.takes_in = inflow_.has_behind() && !turn_.is_for_due &&
                     !(reruns && (turn_.takes_in || late_ >= 2 * late_conversations_max));
    const auto bytes = turn_.takes_in ? inflow_.behind_bytes(bounds.steps, bounds.bytes) : 0;
    auto out = begin(bytes);
    turn_.block = out.block;
    if (turn_.takes_in)
        take_in_behind(bytes, out);
    engine::spare_time spare;
    spare.show = (is_beside || items_.empty()) && bytes <= shown_bytes_max;
    spare.may_rerun = [this] { return may_rerun(); };
    spare.may_wake = [this](bool) { return may_wake(); };
    const auto durable = history_.durable();
    if (finish(std::move(out), spare) == 0 && !turn_.takes_in && !turn_.is_for_due)
        turn_.in_vain_at = durable;
    turn_.next = now_();
    if (is_beside)
        turn_.next += turn_.next - started;
}

} // namespace chatqc::app
