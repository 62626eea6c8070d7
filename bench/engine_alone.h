// The engine by itself, on one thread and without a store: what the stages `conversation` and `backtest`
// measure.
#pragma once

#include "bench/corpus.h"
#include "connectors/ingest_backend.h"
#include "engine/shard/shard.h"

#include <memory>
#include <string_view>
#include <vector>

namespace chatqc::bench {

inline constexpr engine::tenant_id the_tenant = 1;
inline constexpr std::string_view tenant_name = "default"; // which every store knows by that number

std::shared_ptr<const engine::unit> make_bench_unit(const std::vector<std::string>& phrases);

// The corpus as it reaches a shard: a frame of each connection in turn, each connection a source, from 1.
std::vector<connectors::ingest_frame> frames_in_turn(const corpus& input);

// A store without rows: every conversation is new, and nothing comes late.
class no_history final : public engine::history {
public:
    std::vector<engine::segment> segments(engine::tenant_id, std::string_view) override { return {}; }

    bool read(const std::vector<engine::position>&, std::string&) override { return true; }

    std::vector<engine::verdict> verdicts(std::string_view, std::string_view) override { return {}; }
};

// One shard on this thread, as the server's worker drives it.
class shard_run {
public:
    explicit shard_run(const engine::unit_log& units);

    // A batch of one frame; the source's clock follows it.
    engine::batch_result take(const connectors::ingest_frame& frame);
    // Every conversation passes its last timer.
    engine::batch_result end(std::size_t sources);

    // Of the batch before.
    [[nodiscard]] std::uint64_t block() const { return block_; }

    [[nodiscard]] std::size_t open_sessions() const { return shard_.open_sessions(); }

    [[nodiscard]] std::uint64_t hash() const { return sum_; }

private:
    engine::batch_result finish();

    no_history nothing_;
    engine::shard shard_;
    std::vector<engine::incoming> next_;
    std::uint64_t block_ = 0;
    std::uint64_t sum_ = 0;
};

} // namespace chatqc::bench
