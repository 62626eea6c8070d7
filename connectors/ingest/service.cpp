#include "connectors/ingest/service.h"

#include "connectors/ingest/core.h"
#include "connectors/ingest/post.h"
#include "connectors/ingest/session.h"

#include <algorithm>

namespace chatqc::connectors {

namespace {

bool is_printable(std::string_view name)
{
    return std::none_of(name.begin(), name.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
}

std::string source_name(const http_request& request)
{
    const std::string* given = request.parameter("source");
    return given != nullptr ? *given : "default";
}

http_response unavailable(std::string_view why)
{
    return error_response(503, "store_unavailable", why);
}

bool is_recorded(const http_request& request)
{
    const std::string* given = request.parameter("clock");
    return given == nullptr || *given == "recorded";
}

} // namespace

ingest_counters::ingest_counters(metrics& owner)
    : frames(owner.make_counter("ingest_frames_total", "Frames read from ingest connections and posts.")),
      bytes(owner.make_counter("ingest_bytes_total", "Payload bytes read from ingest connections and posts.")
      ),
      replaced(owner.make_counter(
          "ingest_replaced_total", "Ingest connections closed because a newer one took their source's name."
      )),
      pauses(owner.make_counter(
          "ingest_pauses_total", "Times the server stopped reading a connection to bound memory."
      )),
      sessions(owner.make_gauge("ingest_connections", "Open ingest connections.")),
      in_flight_bytes(owner.make_gauge("ingest_in_flight_bytes", "Bytes received and not durable yet."))
{
}

ingest_service::state::state(
    event_loop& loop_of,
    ingest_backend& pipeline,
    metrics& owner,
    const ingest_limits& bounds,
    std::function<time_point()> wall
)
    : loop(loop_of), backend(pipeline), limits(bounds), clock(std::move(wall)), counters(owner)
{
}

bool ingest_service::state::may_read(std::size_t own_frames, std::size_t own_bytes, bool is_behind) const
{
    if (is_draining || in_flight_bytes > limits.in_flight_bytes_total) {
        return false;
    }
    if (own_frames == 0) {
        return true;
    }
    constexpr std::chrono::seconds live_within{1};
    const auto behind_max =
        clock() - live_at < live_within ? limits.behind_bytes_beside_live : limits.behind_bytes_total;
    return own_bytes <= limits.in_flight_bytes && !(is_behind && behind_bytes > behind_max) &&
           backend.has_room();
}

submit_outcome ingest_service::state::submit(
    std::string_view bytes, const decode_context& how, ingest_frame&& frame, time_point& newest
)
{
    frame.clock.newest = newest;
    decoder.decode(bytes, how, frame);
    counters.bytes.add(bytes.size());
    return hand_over(std::move(frame), newest);
}

submit_outcome ingest_service::state::hand_over(ingest_frame&& frame, time_point& newest)
{
    source_clock& clock_after = frame.clock;
    newest = frame.end ? time_point{} : clock_after.newest;
    if (clock_after.newest != time_point{}) {
        const time_point reached =
            frame.recorded ? clock_after.newest : std::min(clock_after.newest, frame.arrived);
        clock_after.watermark = reached - limits.lateness;
    }
    submit_outcome outcome;
    outcome.ended = frame.end;
    outcome.refused = frame.refused;
    outcome.is_behind = frame.is_behind();
    if (outcome.is_behind) {
        auto* mine = static_cast<ingest_ticket*>(frame.ticket.get());
        mine->is_behind = true;
        behind_bytes += mine->bytes;
    } else {
        live_at = frame.arrived;
    }
    counters.frames.add();
    backend.submit(std::move(frame));
    return outcome;
}

std::shared_ptr<ingest_ticket>
ingest_service::state::ticket(std::weak_ptr<frame_waiter> waiter, std::uint64_t frame, std::size_t bytes)
{
    auto made = std::make_shared<ingest_ticket>();
    made->waiter = std::move(waiter);
    made->frame = frame;
    made->bytes = bytes;
    in_flight_bytes += bytes;
    counters.in_flight_bytes.set(static_cast<double>(in_flight_bytes));
    return made;
}

// What one commit made durable.
void ingest_service::state::back(std::vector<frame_result>& frames)
{
    std::vector<std::shared_ptr<frame_waiter>> touched;
    for (frame_result& result : frames) {
        const auto* mine = static_cast<const ingest_ticket*>(result.ticket.get());
        in_flight_bytes -= mine->bytes;
        behind_bytes -= mine->is_behind ? mine->bytes : 0;
        auto waiter = mine->waiter.lock();
        if (!waiter) {
            continue;
        }
        waiter->complete(mine->frame, std::move(result));
        if (touched.empty() || touched.back() != waiter) {
            touched.push_back(std::move(waiter));
        }
    }
    counters.in_flight_bytes.set(static_cast<double>(in_flight_bytes));
    for (const auto& waiter : touched) {
        waiter->settle(); // more than once does no harm
    }
    const auto resting = std::exchange(paused, {});
    for (const auto& each : resting) {
        const auto session = each.lock();
        if (session && !session->reconsider()) {
            paused.insert(each);
        }
    }
}

void ingest_service::state::tick()
{
    const auto obstacle = backend.obstacle();
    if (!obstacle.empty()) {
        for (const auto& post : posts) {
            post->give_up(unavailable(obstacle));
        }
    }
    const time_point now = clock();
    for (const auto& session : sessions) {
        session->tick(now);
    }
}

void ingest_service::state::forget(const std::shared_ptr<ingest_session>& session)
{
    const auto holder = by_source.find(session->source().id);
    if (holder != by_source.end() && holder->second.lock() == session) {
        by_source.erase(holder);
    }
    sessions.erase(session);
    counters.sessions.set(static_cast<double>(sessions.size()));
    check_drained();
}

void ingest_service::state::check_drained()
{
    if (is_draining && sessions.empty() && posts.empty() && drained) {
        drain_limit.reset();
        loop.post(std::exchange(drained, nullptr));
    }
}

ingest_service::ingest_service(
    event_loop& loop,
    ingest_backend& backend,
    metrics& counters,
    const ingest_limits& limits,
    std::function<time_point()> clock
)
    : state_(std::make_shared<state>(loop, backend, counters, limits, std::move(clock)))
{
    state_->ticker =
        std::make_unique<repeating_timer>(loop, limits.silent_every, [core = state_.get()] { core->tick(); });
}

ingest_service::~ingest_service()
{
    // Sessions hold the state: let go of them, and with them of their connections.
    state_->ticker.reset();
    state_->drain_limit.reset();
    state_->posts.clear();
    state_->sessions.clear();
}

std::optional<http_response> ingest_service::check(const http_request& request) const
{
    if (state_->is_draining) {
        return error_response(503, "draining", "the server stops");
    }
    if (const auto obstacle = state_->backend.obstacle(); !obstacle.empty()) {
        return unavailable(obstacle);
    }
    const std::string name = source_name(request);
    if (name.empty() || name.size() > state_->limits.source_name_bytes || !is_printable(name)) {
        return error_response(400, "bad_source", "source: 1 to 128 bytes without control characters");
    }
    const std::string* clock = request.parameter("clock");
    if (clock != nullptr && *clock != "live" && *clock != "recorded") {
        return error_response(400, "bad_clock", "clock: live or recorded");
    }
    return std::nullopt;
}

void ingest_service::connected(
    http_request&& request, std::unique_ptr<websocket> connection, const principal& who
)
{
    if (state_->is_draining) {
        return;
    }
    session_source source;
    source.tenant_name = who.tenant;
    source.recorded = is_recorded(request);
    try {
        source.tenant = state_->backend.tenant(who.tenant);
        const opened_source opened =
            state_->backend.open_source(source.tenant, source_name(request), source.recorded);
        source.id = opened.id;
        source.newest = opened.newest;
    } catch (const backend_unavailable&) {
        return; // dropped: it will come again, as after any broken connection
    }
    if (const auto found = state_->by_source.find(source.id); found != state_->by_source.end()) {
        if (const auto older = found->second.lock(); older) {
            if (!older->has_ended()) {
                source.newest = std::max(source.newest, older->source().newest);
            }
            older->replace();
            state_->counters.replaced.add();
        }
    }
    auto session = std::make_shared<ingest_session>(state_, std::move(connection), std::move(source));
    state_->by_source[session->source().id] = session;
    state_->sessions.insert(session);
    state_->counters.sessions.set(static_cast<double>(state_->sessions.size()));
    session->start();
}

void ingest_service::post(
    http_request&& request, std::shared_ptr<http_exchange> exchange, const principal& who
)
{
    const bool recorded = is_recorded(request);
    tenant_id tenant = 0;
    opened_source opened;
    try {
        tenant = state_->backend.tenant(who.tenant);
        opened = state_->backend.open_source(tenant, source_name(request), recorded);
    } catch (const backend_unavailable& why) {
        exchange->respond(unavailable(why.what()));
        return;
    }
    const auto holder = state_->by_source.find(opened.id);
    if (holder != state_->by_source.end() && !holder->second.expired()) {
        exchange->respond(
            error_response(409, "source_in_use", "a WebSocket connection uses this source's name")
        );
        return;
    }
    posting_source& source = state_->posting[opened.id];
    if (source.posts++ == 0) {
        source.newest = opened.newest;
    }
    post_request what;
    what.tenant = tenant;
    what.tenant_name = who.tenant;
    what.source = opened.id;
    what.recorded = recorded;
    what.body = std::move(request.body);
    what.is_lines = request.content_type.find("ndjson") != std::string::npos || looks_like_lines(what.body);
    auto post = std::make_shared<ingest_post>(state_, std::move(exchange), std::move(what));
    state_->posts.insert(post);
    post->start();
}

void ingest_service::durable(std::vector<frame_result>&& frames)
{
    auto kept = std::make_shared<std::vector<frame_result>>(std::move(frames));
    state_->loop.post([core = std::weak_ptr(state_), kept] {
        if (const auto alive = core.lock(); alive) {
            alive->back(*kept);
        }
    });
}

void ingest_service::drain(std::chrono::milliseconds limit, std::function<void()> done)
{
    state_->is_draining = true;
    state_->drained = std::move(done);
    state_->drain_limit = std::make_unique<single_timer>(state_->loop);
    state_->drain_limit->set(limit, [core = state_.get()] {
        const auto rest = std::exchange(core->sessions, {});
        core->posts.clear();
        core->check_drained();
    });
    const auto open = state_->sessions;
    for (const auto& session : open) {
        session->drain();
    }
    state_->check_drained();
}

std::size_t ingest_service::sessions() const
{
    return state_->sessions.size();
}

} // namespace chatqc::connectors
