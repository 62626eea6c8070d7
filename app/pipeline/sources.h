// The sources of this process: who is connected, who went away and when, what their clocks were (SPEC §3
// "Sources"). Grace is applied here; the shards only see watermarks. Safe from any thread.
#pragma once

#include "app/pipeline/skew.h"
#include "app/pipeline/work.h"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace chatqc::app {

struct source_status {
    storage::source_state state;
    bool connected = false;
    std::optional<engine::milliseconds> skew; // live: its clock minus ours, as pipeline/skew.h estimates it
};

class source_registry {
public:
    // Sources of the store count as gone since `started`.
    source_registry(
        storage::store& stored,
        engine::time_point started,
        engine::milliseconds lateness,
        engine::milliseconds grace
    );

    connectors::opened_source open(engine::tenant_id tenant, std::string_view name, bool recorded);
    // A frame of this source; returns the view the shards take with it.
    engine::source_view advance(const connectors::ingest_frame& frame);
    // It is in the next commit, or before.
    void written(const connectors::ingest_frame& frame);
    // A silent live source moved on.
    engine::source_view advance(engine::source_id source, engine::time_point watermark);
    void gone(engine::source_id source, engine::time_point at);

    // What the wall's progress changes: sources gone for longer than their grace.
    std::vector<clock_change> tick(engine::time_point now);

    // Views for a shard that starts.
    [[nodiscard]] std::vector<clock_change> views() const;
    // States changed since the last call, for the next commit. No clock is ahead of messages that are yet to
    // be written, and no source has ended before they are: if they are lost with the process, they come
    // again, and are then not late.
    std::vector<storage::source_state> take_changed();
    [[nodiscard]] std::vector<source_status> list() const;
    [[nodiscard]] std::string name(engine::source_id source) const;
    void sighted(const engine::shop_sighting& what);

private:
    // What of a state the frames move.
    struct clock {
        engine::time_point newest{};
        engine::time_point watermark{};
    };

    struct entry {
        storage::source_state state;
        bool connected = false;
        engine::time_point gone_at{};
        engine::source_phase phase = engine::source_phase::ended;
        bool changed = false;
        std::size_t unwritten = 0; // frames
        clock written;             // without those, while there are any
        skew_estimate skew;        // live, since it connected
    };

    mutable std::mutex guard_;
    storage::store& stored_;
    engine::milliseconds lateness_;
    engine::milliseconds grace_;
    std::map<engine::source_id, entry> entries_;
};

} // namespace chatqc::app
