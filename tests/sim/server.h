// One life of a server on a world: the product's pipeline, ingest and feed, joined as app/server.cpp joins
// them, without HTTP. It goes on in steps; destroying it is a crash.
#pragma once

#include "app/pipeline/pipeline.h"
#include "connectors/http/worker_pool.h"
#include "connectors/ingest/service.h"
#include "connectors/live_feed/hub.h"
#include "tests/sim/disk.h"
#include "tests/sim/net/link.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace chatqc::sim {

struct server_plan {
    unsigned shards = 1;
    milliseconds lateness{2000};
    milliseconds source_grace{30000};
    milliseconds tick{1000}; // of the timekeeper and of silent sources
    std::chrono::seconds checkpoint_every{30};
    std::size_t feed_queue_bytes = 64u << 10;
    milliseconds latency_max{20};
    // A look at the steady clock takes so long, so that what is behind gets short turns.
    std::chrono::microseconds look{0};
    app::wake_limits wakes{};
};

class server {
public:
    // What a start makes of the opened store's units.
    using unit_source = std::function<engine::unit_log(storage::store&)>;

    // Opens and restores. May throw process_died.
    server(world& where, disk& on, const server_plan& how, const unit_source& units);
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    // Null connections: turned away.
    connection accept_source(const std::string& tenant, const std::string& name, bool live);
    connection accept_feed(const std::string& tenant, std::uint64_t since);

    // One of the parts that can go on does, which one is drawn; false: none can now. May throw process_died.
    bool step();
    // Makes a unit active beside the traffic; whether that was done. May throw process_died.
    bool activate(const storage::unit& row, const std::shared_ptr<const engine::unit>& unit);
    // Drains the sockets, works off everything, writes a checkpoint. Then nothing but totals() may be called.
    void stop();

    [[nodiscard]] app::pipeline_totals totals() const { return flow_->totals(); }

    // Messages that the sockets handed over, good or refused.
    [[nodiscard]] std::uint64_t received() const;

    [[nodiscard]] storage::store& stored() { return *stored_; }

private:
    // Between sockets and pipeline, counts.
    struct tap;

    bool go_on();
    bool step_part(unsigned part);
    [[nodiscard]] line_options line_how() const;

    world& where_;
    disk& on_;
    server_plan how_;
    std::chrono::microseconds looked_{0}; // spent on looks
    std::unique_ptr<storage::store> stored_;
    connectors::metrics counters_;
    connectors::event_loop loop_;
    std::vector<bool> is_inside_; // parts in a step: shards, then the committer
    bool tick_is_due_ = false;
    std::optional<app::pipeline> flow_;
    std::unique_ptr<tap> tap_;
    std::optional<connectors::worker_pool> workers_;
    std::optional<connectors::ingest_service> ingest_;
    std::optional<connectors::feed_hub> feed_;
    std::optional<connectors::repeating_timer> ticker_;
};

} // namespace chatqc::sim
