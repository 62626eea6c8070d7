#include "app/server.h"

#include "app/database_cache.h"
#include "app/endpoints.h"
#include "app/feed_items.h"
#include "app/live_rules.h"
#include "app/pipeline_metrics.h"
#include "connectors/http/service.h"
#include "connectors/net/server.h"
#include "web/assets.h"

#include <spdlog/spdlog.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>

namespace chatqc::app {

namespace {

constexpr std::chrono::seconds drain_limit{6};
constexpr std::chrono::seconds reports_every{10};
constexpr std::chrono::hours upkeep_every{1};
constexpr std::chrono::seconds look_at_packs_every{2};
constexpr std::size_t reserved_bytes = 64u << 20; // 65,000 open conversations

// SPEC §6: by arrival time.
struct retention_periods {
    std::chrono::days text{90};
    std::chrono::days evidence{180}; // text of sessions with verdicts
    std::chrono::days verdicts{400};
};

struct listen_address {
    std::string host;
    std::uint16_t port = 0;
};

std::optional<listen_address> parse_listen(const std::string& text)
{
    const auto colon = text.rfind(':');
    listen_address made;
    if (colon == std::string::npos)
        return std::nullopt;
    made.host = text.substr(0, colon);
    if (made.host.size() > 1 && made.host.front() == '[' && made.host.back() == ']')
        made.host = made.host.substr(1, made.host.size() - 2);
    const auto* end = text.data() + text.size();
    const auto [at, failed] = std::from_chars(text.data() + colon + 1, end, made.port);
    return failed == std::errc{} && at == end ? std::optional{made} : std::nullopt;
}

bool is_loopback(const std::string& host)
{
    return host == "localhost" || host == "::1" || host.rfind("127.", 0) == 0;
}

std::optional<connectors::asset> page_asset(std::string_view path)
{
    const auto* found = web::find_asset(path);
    if (!found)
        return std::nullopt;
    return connectors::asset{
        std::string{found->content_type}, std::string{found->bytes}, path.rfind("/assets/", 0) == 0};
}

std::optional<std::chrono::minutes> time_of_day(const std::string& text)
{
    if (text.size() != 5)
        return std::nullopt;
    return std::chrono::hours{std::stoi(text.substr(0, 2))} +
           std::chrono::minutes{std::stoi(text.substr(3, 2))};
}

} // namespace

// In the order of construction; destroyed in the reverse.
struct server::parts {
    serve_options options;
    wall_clock wall;
    std::unique_ptr<storage::store> stored;
    std::optional<live_rules> rules;
    connectors::metrics counters;
    connectors::event_loop loop;
    std::optional<pipeline> flow;
    std::optional<report_publisher> reports;
    std::optional<connectors::worker_pool> workers;
    std::optional<connectors::ingest_service> ingest;
    std::optional<connectors::feed_hub> feed;
    std::optional<connectors::http_service> service;
    std::optional<connectors::http_server> listener;
    std::optional<connectors::repeating_timer> report_timer;
    std::optional<connectors::repeating_timer> upkeep_timer;
    std::optional<connectors::repeating_timer> packs_timer;
    std::atomic<bool> reporting{false};
    std::atomic<bool> looking_at_packs{false};
    std::atomic<bool> draining{false};
    std::uint16_t port = 0;

    std::string open_store();
    std::string open_units();
    std::string start_pipeline();
    std::string make_services();
    std::string listen();
    connectors::access_policy access(std::string& problem) const;
    connectors::readiness ready() const;
    void work_alone(std::atomic<bool>& busy, std::function<void()> job);
    void run_reports();
    void look_at_packs();
    void expire();
    void drain();
};

std::string server::parts::open_store()
{
    storage::options how;
    how.path = options.data;
    auto opened = storage::store::open(how);
    if (!opened)
        return opened.error.message;
    stored = std::move(*opened.value);
    return {};
}

std::string server::parts::open_units()
{
    live_rules::setup how{options.rules, std::make_shared<file_database_cache>(options.data + "/cache")};
    auto units = load_units(*stored, how.folders, {wall(), options.at}, how.cache);
    if (!units.warnings.empty())
        spdlog::warn("{}", units.warnings);
    if (!units.problem.empty())
        return units.problem;
    rules.emplace(std::move(how), std::move(units));
    return {};
}

std::string server::parts::start_pipeline()
{
    pipeline_options how;
    how.shards = options.shards;
    how.reserved_bytes = reserved_bytes;
    how.lateness = options.lateness;
    how.source_grace = options.source_grace;
    flow.emplace(how, *stored, rules->log(), wall);
    return {};
}

connectors::access_policy server::parts::access(std::string& problem) const
{
    connectors::access_policy policy;
    policy.tenant = options.tenant;
    if (options.tokens.empty())
        return policy;
    std::ifstream file{options.tokens, std::ios::binary};
    if (!file) {
        problem = options.tokens + " cannot be read";
        return policy;
    }
    auto tokens = connectors::parse_tokens(std::string{std::istreambuf_iterator<char>{file}, {}});
    for (const auto& error : tokens.errors)
        problem += options.tokens + ": " + error + "\n";
    policy.tokens = std::move(tokens);
    return policy;
}

connectors::readiness server::parts::ready() const
{
    if (draining)
        return {false, "draining"};
    if (auto obstacle = flow->obstacle(); !obstacle.empty())
        return {false, std::move(obstacle)};
    return {true, "ready"};
}

std::string server::parts::make_services()
{
    std::string problem;
    auto policy = access(problem);
    if (!problem.empty())
        return problem;
    report_publisher_options publishing;
    publishing.folder = options.data + "/reports";
    const auto hour = time_of_day(options.report_time);
    publishing.at = hour.value_or(std::chrono::minutes{0});
    reports.emplace(
        *stored,
        publishing,
        [this] { return *rules->now(); },
        [this](storage::tenant_id tenant) {
            engine_view view;
            for (const auto& one : flow->sources())
                view.sources.push_back(one.state);
            view.open.known = true;
            flow->ask_settled([&](unsigned, engine::shard& shard) {
                if (const auto start = shard.oldest_start(tenant))
                    view.open.oldest_start = std::min(view.open.oldest_start.value_or(*start), *start);
            });
            return std::optional{view};
        }
    );
    workers.emplace(2, 1024);
    connectors::ingest_limits ingesting;
    ingesting.lateness = options.lateness;
    ingest.emplace(loop, *flow, counters, ingesting, wall);
    feed.emplace(
        loop,
        *workers,
        connectors::feed_source{
            [this](std::uint64_t after, std::size_t limit) {
                return feed_items_of(stored->feed_after(after, limit));
            },
            [this] { return stored->first_feed_position(); }},
        stored->last_feed_position(),
        counters,
        connectors::feed_limits{}
    );
    flow->connect(&*ingest, [this](std::vector<storage::feed_entry>&& entries) {
        const auto last = entries.back().position;
        const auto kept = std::make_shared<const std::vector<storage::feed_entry>>(std::move(entries));
        feed->publish(last, [kept] { return feed_items_of(*kept); });
    });
    connectors::http_service_options serving;
    serving.access = std::move(policy);
    serving.assets = page_asset;
    serving.ready = [this] { return ready(); };
    service.emplace(
        std::move(serving),
        make_endpoints({*stored, *flow, *reports, *rules, CHATQC_VERSION}),
        *ingest,
        *feed,
        *workers,
        counters
    );
    expose(counters, *flow, *stored, *rules);
    flow->start();
    if (hour)
        report_timer.emplace(loop, reports_every, [this] { run_reports(); });
    upkeep_timer.emplace(loop, upkeep_every, [this] { workers->submit([this] { expire(); }); });
    if (options.reload_on_change)
        packs_timer.emplace(loop, look_at_packs_every, [this] { look_at_packs(); });
    return {};
}

std::string server::parts::listen()
{
    const auto address = parse_listen(options.listen);
    if (!address)
        return options.listen + " is no HOST:PORT";
    if (options.tokens.empty() && !is_loopback(address->host))
        return "without --tokens the server listens on loopback only, not on " + address->host;
    listener.emplace(loop, connectors::server_options{}, *service);
    const auto done =
        listener->listen(address->host == "localhost" ? "127.0.0.1" : address->host, address->port);
    port = done.port;
    return done.error;
}

// On a worker, unless the last one of its kind is not over yet.
void server::parts::work_alone(std::atomic<bool>& busy, std::function<void()> job)
{
    if (draining || busy.exchange(true))
        return;
    const bool queued = workers->submit([&busy, job = std::move(job)] {
        job();
        busy = false;
    });
    if (!queued)
        busy = false;
}

void server::parts::run_reports()
{
    work_alone(reporting, [this] {
        for (const auto& one : reports->run(wall())) {
            if (one.problem.empty())
                spdlog::info(
                    "report of {} r{} is in {}", engine::day_name(one.day), one.revision, one.folder
                );
            else
                spdlog::error("report of {}: {}", engine::day_name(one.day), one.problem);
        }
    });
}

void server::parts::look_at_packs()
{
    work_alone(looking_at_packs, [this] {
        if (rules->have_settled_changes())
            rules->reload(*flow);
    });
}

void server::parts::expire()
{
    const retention_periods keeps;
    const auto now = wall();
    rules->let_go_of_old(now);
    const auto gone = stored->expire({now - keeps.text, now - keeps.evidence, now - keeps.verdicts});
    if (!gone)
        spdlog::error("retention: {}", gone.error.message);
    else if (*gone.value > 0)
        spdlog::info("retention: {} journal blocks removed", *gone.value);
}

void server::parts::drain()
{
    if (draining.exchange(true))
        return;
    spdlog::info("draining");
    report_timer.reset();
    upkeep_timer.reset();
    packs_timer.reset();
    listener->stop_accepting();
    ingest->drain(drain_limit, [this] {
        feed->drain();
        loop.stop();
    });
}

server::server(const serve_options& options, std::function<engine::time_point()> wall)
    : parts_(std::make_unique<parts>())
{
    parts_->options = options;
    parts_->wall = std::move(wall);
}

server::~server() = default;

std::string server::start()
{
    using step = std::string (parts::*)();
    for (const step next :
         {&parts::open_store,
          &parts::open_units,
          &parts::start_pipeline,
          &parts::make_services,
          &parts::listen}) {
        if (auto problem = (parts_.get()->*next)(); !problem.empty())
            return problem;
    }
    return {};
}

std::uint16_t server::port() const
{
    return parts_->port;
}

const connectors::endpoint_table& server::endpoints() const
{
    return parts_->service->endpoints();
}

void server::run()
{
    parts_->loop.run();
    parts_->workers.reset(); // what still asks the shards must end before they do
    parts_->flow->stop();
}

void server::reload()
{
    parts_->loop.post([this] {
        if (!parts_->draining)
            parts_->workers->submit([this] { parts_->rules->reload(*parts_->flow); });
    });
}

void server::stop()
{
    parts_->loop.post([this] { parts_->drain(); });
}

} // namespace chatqc::app
