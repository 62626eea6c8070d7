#include "app/send_lane.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

namespace chatqc::app {
namespace {

constexpr std::size_t queued_frames_max = 16; // beside the client's own window of unacknowledged ones
constexpr std::size_t frame_bytes_wanted = 512u << 10; // long messages make a frame of fewer

} // namespace

struct send_lane::state final : connectors::frame_source, connectors::send_observer {
    struct frame {
        std::string json;
        std::vector<std::uint64_t> lines;
    };

    state(const connectors::send_options& options, std::function<void(const refused_line&)> told)
        : client{options}, on_refused{std::move(told)}
    {
    }

    // --- connectors::frame_source
    // ---------------------------------------------------------------------------------
    connectors::next_frame next(std::string& out) override
    {
        const std::lock_guard lock{mutex};
        if (queue.empty()) {
            is_waiting = !is_finished;
            using what = connectors::next_frame::state;
            return {is_finished ? what::done : what::later, std::chrono::seconds{1}};
        }
        out.swap(queue.front().json);
        in_flight.push_back(std::move(queue.front().lines));
        queue.pop_front();
        room.notify_one();
        return {connectors::next_frame::state::ready, {}};
    }

    // --- connectors::send_observer
    // --------------------------------------------------------------------------------
    void progress(const connectors::send_totals& now) override
    {
        const std::lock_guard lock{mutex};
        for (; frames_acked < now.frames_acked && !in_flight.empty(); ++frames_acked) {
            totals.acked += in_flight.front().size();
            in_flight.pop_front();
        }
        refusals.erase(refusals.begin(), refusals.upper_bound({frames_acked, ~0u}));
        totals.duplicates = now.duplicates;
        totals.reconnects = now.reconnects;
    }

    // A frame whose ack was lost is sent again and its refusals with it: those count once.
    void refused(const connectors::send_refusal& why) override
    {
        refused_line told{0, why.id, why.code, why.message};
        {
            const std::lock_guard lock{mutex};
            if (why.frame <= frames_acked || !refusals.emplace(why.frame, why.index).second) {
                return;
            }
            ++totals.refused;
            const std::uint64_t place = why.frame - frames_acked - 1;
            if (place < in_flight.size() && why.index < in_flight[place].size()) {
                told.line = in_flight[place][why.index];
            }
        }
        on_refused(told);
    }

    void connected() override
    {
        const std::lock_guard lock{mutex};
        totals.is_connected = true;
        totals.trouble.clear();
    }

    void disconnected(std::string_view reason, std::chrono::milliseconds) override
    {
        const std::lock_guard lock{mutex};
        totals.is_connected = false;
        totals.trouble = reason;
    }

    void run()
    {
        connectors::send_result outcome = client.run(*this, *this);
        const std::lock_guard lock{mutex};
        result = std::move(outcome);
        is_over = true;
        room.notify_all();
    }

    connectors::send_client client;
    std::function<void(const refused_line&)> on_refused;

    std::mutex mutex; // guards everything below
    std::condition_variable room;
    std::deque<frame> queue;
    bool is_waiting = false;  // the client was told `later`
    bool is_finished = false; // nothing will be queued any more
    bool is_over = false;
    std::deque<std::vector<std::uint64_t>> in_flight; // lines of frames frames_acked + 1 …
    std::uint64_t frames_acked = 0;
    std::set<std::pair<std::uint64_t, std::uint32_t>> refusals; // (frame, index) of frames in flight
    lane_totals totals;
    connectors::send_result result;
    std::thread thread;
};

send_lane::send_lane(lane_options options, std::function<void(const refused_line&)> on_refused)
    : batch_{options.batch}, state_{std::make_unique<state>(options.client, std::move(on_refused))}
{
    state_->thread = std::thread{[state = state_.get()] { state->run(); }};
}

send_lane::~send_lane()
{
    stop();
    state_->thread.join();
}

bool send_lane::add(std::string_view json, std::uint64_t line)
{
    if (batch_ == 1) {
        return push(std::string{json}, {line});
    }
    partial_ += partial_lines_.empty() ? '[' : ',';
    partial_ += json;
    partial_lines_.push_back(line);
    return partial_lines_.size() < batch_ && partial_.size() < frame_bytes_wanted ? true : flush();
}

bool send_lane::add_alone(std::string_view bytes, std::uint64_t line)
{
    return flush() && push(std::string{bytes}, {line});
}

bool send_lane::flush()
{
    if (partial_lines_.empty()) {
        return true;
    }
    const std::size_t bytes = partial_.size();
    partial_ += ']';
    const bool taken = push(std::move(partial_), std::move(partial_lines_));
    partial_ = {};
    partial_lines_ = {};
    partial_.reserve(bytes + bytes / 8);
    partial_lines_.reserve(batch_);
    return taken;
}

bool send_lane::push(std::string&& frame, std::vector<std::uint64_t>&& lines)
{
    bool must_wake = false;
    {
        std::unique_lock lock{state_->mutex};
        state_->room.wait(lock, [this] {
            return state_->queue.size() < queued_frames_max || state_->is_over;
        });
        if (state_->is_over) {
            return false;
        }
        state_->totals.sent += lines.size();
        state_->queue.push_back({std::move(frame), std::move(lines)});
        must_wake = std::exchange(state_->is_waiting, false);
    }
    if (must_wake) {
        state_->client.wake();
    }
    return true;
}

void send_lane::finish(bool with_end)
{
    if (flush() && with_end) {
        push("{\"end\":true}", {});
    }
    {
        const std::lock_guard lock{state_->mutex};
        state_->is_finished = true;
        state_->is_waiting = false;
    }
    state_->client.wake();
}

void send_lane::stop()
{
    state_->client.stop();
}

bool send_lane::is_done() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->is_over;
}

bool send_lane::is_complete() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->result.complete;
}

std::string send_lane::error() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->result.error;
}

lane_totals send_lane::totals() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->totals;
}

} // namespace chatqc::app
