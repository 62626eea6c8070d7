#include "connectors/ingest/session.h"

#include "connectors/codec/answers.h"
#include "engine/kill_point.h"

namespace chatqc::connectors {

namespace {

constexpr std::size_t frame_overhead_bytes = 256; // what an empty frame costs in memory, roughly

} // namespace

ingest_session::ingest_session(
    std::shared_ptr<ingest_service::state> core, std::unique_ptr<websocket> connection, session_source source
)
    : core_(std::move(core)), connection_(std::move(connection)), source_(std::move(source))
{
}

void ingest_session::start()
{
    connection_->start(*this);
}

void ingest_session::received(std::string_view message, bool)
{
    const std::uint64_t number = acked_ + in_flight_.size() + 1;
    const std::size_t bytes = message.size() + frame_overhead_bytes;
    in_flight_.push_back({bytes});
    in_flight_bytes_ += bytes;
    ++in_flight_count_;

    ingest_frame frame;
    frame.tenant = source_.tenant;
    frame.source = source_.id;
    frame.recorded = source_.recorded;
    frame.arrived = core_->clock();
    frame.ticket = core_->ticket(weak_from_this(), number, bytes);
    decode_context how;
    how.tenant_name = source_.tenant_name;
    how.now = frame.arrived;
    how.recorded = frame.recorded;
    how.tenant = frame.tenant;
    how.source = frame.source;
    const auto outcome = core_->submit(message, how, std::move(frame), source_.newest);
    has_ended_ = outcome.ended;
    is_behind_ = outcome.is_behind;
    bool too_many = false;
    for (const refusal& why : outcome.refused) {
        too_many = too_many || why.code == "too_many";
        answer_refusal(number, why);
    }
    pause_if_full();
    flush();
    if (too_many) {
        connection_->close(close_code::too_big, "more than 1000 messages in a frame");
    }
}

void ingest_session::answer_refusal(std::uint64_t frame, const refusal& why)
{
    std::string text;
    append_refusal(text, frame, why);
    errors_bytes_ += text.size();
    errors_.push_back(std::move(text));
    if (errors_bytes_ > core_->limits.errors_bytes) {
        connection_->close(close_code::policy, "refusals are not read");
    }
}

void ingest_session::sent()
{
    flush();
}

// Refusals go first, so that each stands before the ack of its frame.
void ingest_session::flush()
{
    if (connection_->is_sending() || !connection_->is_open()) {
        return;
    }
    if (!errors_.empty()) {
        std::string text = std::move(errors_.front());
        errors_.pop_front();
        errors_bytes_ -= text.size();
        connection_->send(std::move(text));
        reconsider();
    } else if (ack_due_) {
        ack_due_ = false;
        std::string text;
        append_ack(text, {acked_, accepted_, duplicates_});
        engine::reached(engine::kill_point::ack_sending);
        connection_->send(std::move(text));
    } else if (is_draining_ && in_flight_.empty()) {
        connection_->close(close_code::going_away, "the server stops");
    }
}

void ingest_session::complete(std::uint64_t frame, frame_result&& result)
{
    if (frame <= acked_ || frame > acked_ + in_flight_.size()) {
        return;
    }
    pending_frame& mine = in_flight_[frame - acked_ - 1];
    if (mine.is_durable) {
        return;
    }
    mine.is_durable = true;
    mine.accepted = result.accepted;
    mine.duplicates = result.duplicates;
    in_flight_bytes_ -= mine.bytes;
    --in_flight_count_;
    for (const refusal& why : result.refused) {
        answer_refusal(frame, why);
    }
}

void ingest_session::settle()
{
    while (!in_flight_.empty() && in_flight_.front().is_durable) {
        accepted_ += in_flight_.front().accepted;
        duplicates_ += in_flight_.front().duplicates;
        ++acked_;
        ack_due_ = true;
        in_flight_.pop_front();
    }
    flush();
}

bool ingest_session::may_read() const
{
    return !is_draining_ && errors_bytes_ <= core_->limits.errors_soft_bytes &&
           core_->may_read(in_flight_count_, in_flight_bytes_, is_behind_);
}

void ingest_session::pause_if_full()
{
    if (!connection_->is_paused() && !may_read()) {
        connection_->pause();
        core_->counters.pauses.add();
        core_->paused.insert(weak_from_this());
    }
}

bool ingest_session::reconsider()
{
    if (connection_->is_paused() && may_read()) {
        connection_->resume();
    }
    return !connection_->is_paused();
}

void ingest_session::tick(time_point now)
{
    if (source_.recorded || has_ended_ || is_replaced_ || !connection_->is_open()) {
        return;
    }
    // What a client keeps back until its frames are acknowledged, or had to keep while it was cut off, is
    // still to come.
    if (!in_flight_.empty() || ack_due_ || !connection_->is_quiet()) {
        return;
    }
    if (connection_->confirm_silence() && connection_->since_pong() <= core_->limits.connected_for) {
        core_->backend.silent(source_.id, now - core_->limits.lateness);
    }
}

void ingest_session::replace()
{
    is_replaced_ = true;
    connection_->close(close_code::policy, "replaced");
}

void ingest_session::drain()
{
    is_draining_ = true;
    connection_->pause();
    flush();
}

void ingest_session::closed(const websocket_end&)
{
    const auto self = shared_from_this();
    if (!has_ended_ && !is_replaced_) {
        core_->backend.gone(source_.id, core_->clock());
    }
    core_->forget(self);
}

} // namespace chatqc::connectors
