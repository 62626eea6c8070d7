#include "tests/sim/server.h"

#include "app/feed_items.h"

#include <algorithm>

namespace chatqc::sim {

namespace {

constexpr milliseconds drain_limit{6000};

app::pipeline_options pipeline_how(const server_plan& how, app::go_on_call go_on, app::steady_call steady)
{
    app::pipeline_options made;
    made.shards = how.shards;
    made.lateness = how.lateness;
    made.source_grace = how.source_grace;
    made.limits.tick = how.tick;
    made.limits.checkpoint_every = how.checkpoint_every;
    made.limits.wakes = how.wakes;
    made.go_on = std::move(go_on);
    made.steady = std::move(steady);
    return made;
}

connectors::ingest_limits ingest_how(const server_plan& how)
{
    connectors::ingest_limits made;
    made.lateness = how.lateness;
    made.silent_every = how.tick;
    return made;
}

} // namespace

struct server::tap final : connectors::ingest_backend {
    explicit tap(app::pipeline& flow) : to(flow) {}

    engine::tenant_id tenant(std::string_view name) override { return to.tenant(name); }

    connectors::opened_source open_source(engine::tenant_id of, std::string_view name, bool recorded) override
    {
        return to.open_source(of, name, recorded);
    }

    void submit(connectors::ingest_frame&& frame) override
    {
        received += frame.entries.size() + frame.refused.size();
        to.submit(std::move(frame));
    }

    void silent(engine::source_id source, engine::time_point watermark) override
    {
        to.silent(source, watermark);
    }

    void gone(engine::source_id source, engine::time_point at) override { to.gone(source, at); }

    bool has_room() const override { return to.has_room(); }

    std::string obstacle() const override { return to.obstacle(); }

    app::pipeline& to;
    std::uint64_t received = 0;
};

server::server(world& where, disk& on, const server_plan& how, const unit_source& units)
    : where_(where), on_(on), how_(how), stored_(on.open()), is_inside_(how.shards + 1)
{
    const auto wall = [this] { return where_.wall(); };
    const auto steady = [this] {
        return std::chrono::steady_clock::time_point{where_.now() + (looked_ += how_.look)};
    };
    flow_.emplace(
        pipeline_how(
            how_, [this] { return go_on(); }, steady
        ),
        *stored_,
        units(*stored_),
        wall
    );
    tap_ = std::make_unique<tap>(*flow_);
    workers_.emplace(1, 1024);
    ingest_.emplace(loop_, *tap_, counters_, ingest_how(how_), wall);
    connectors::feed_limits feeding;
    feeding.queue_bytes = how_.feed_queue_bytes;
    feed_.emplace(
        loop_,
        *workers_,
        connectors::feed_source{
            [this](std::uint64_t after, std::size_t limit) {
                return app::feed_items_of(stored_->feed_after(after, limit));
            },
            [this] { return stored_->first_feed_position(); }},
        stored_->last_feed_position(),
        counters_,
        feeding
    );
    flow_->connect(&*ingest_, [this](std::vector<storage::feed_entry>&& entries) {
        const auto last = entries.back().position;
        const auto kept = std::make_shared<const std::vector<storage::feed_entry>>(std::move(entries));
        feed_->publish(last, [kept] { return app::feed_items_of(*kept); });
    });
    flow_->start();
    ticker_.emplace(loop_, how_.tick, [this] { tick_is_due_ = true; });
}

server::~server() = default;

std::uint64_t server::received() const
{
    return tap_->received;
}

line_options server::line_how() const
{
    line_options made;
    made.latency_max = how_.latency_max;
    made.buffer_bytes = 4096;
    return made;
}

connection server::accept_source(const std::string& tenant, const std::string& name, bool live)
{
    connectors::http_request request;
    request.path = "/v1/ingest";
    request.query = {{"source", name}, {"clock", live ? "live" : "recorded"}};
    if (ingest_->check(request))
        return {};
    auto made = connect(line_how());
    ingest_->connected(std::move(request), std::move(made.server), {.tenant = tenant, .may_ingest = true});
    return made;
}

connection server::accept_feed(const std::string& tenant, std::uint64_t since)
{
    connectors::http_request request;
    request.path = "/v1/live";
    request.query = {{"since", std::to_string(since)}};
    if (feed_->check(request))
        return {};
    auto made = connect(line_how());
    feed_->connected(std::move(request), std::move(made.server), tenant);
    return made;
}

bool server::step_part(unsigned part)
{
    const bool is_committer = part == how_.shards;
    if (is_inside_[part] || (is_committer && !on_.is_ready()))
        return false;
    is_inside_[part] = true;
    const bool did = is_committer ? flow_->step_committer() : flow_->step_shard(part);
    is_inside_[part] = false;
    return did;
}

bool server::step()
{
    if (std::exchange(tick_is_due_, false)) {
        flow_->tick();
        return true;
    }
    const auto parts = how_.shards + 1;
    const auto first = static_cast<unsigned>(where_.dice().below(parts));
    for (unsigned at = 0; at < parts; ++at) {
        if (step_part((first + at) % parts))
            return flow_->obstacle().empty(); // a disk in trouble is tried again after a while
    }
    return false;
}

// Somebody waits inside his step: the committer goes first, for it is mostly waited for; then the others; and
// if none of them can, time passes.
bool server::go_on()
{
    for (unsigned at = 0; at <= how_.shards; ++at) {
        if (step_part(how_.shards - at) && flow_->obstacle().empty())
            return true;
    }
    where_.run_next();
    return false;
}

bool server::activate(const storage::unit& row, const std::shared_ptr<const engine::unit>& unit)
{
    const auto done = flow_->activate(row, unit);
    return done && *done.value;
}

void server::stop()
{
    bool drained = false;
    ingest_->drain(drain_limit, [&] {
        feed_->drain();
        drained = true;
    });
    while (!drained) {
        if (!step())
            where_.run_next();
    }
    flow_->stop();
}

} // namespace chatqc::sim
