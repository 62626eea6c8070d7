#include "bench/stage_inputs.h"
#include "connectors/codec/decode.h"
#include "engine/shard/shard.h"
#include "rules/checker.h"

#include <fmt/format.h>

#include <malloc.h>
#include <stdexcept>
#include <unordered_map>

namespace chatqc::bench {

namespace {

constexpr engine::tenant_id the_tenant = 1;
constexpr engine::milliseconds lateness{2000};

std::shared_ptr<const engine::unit> make_bench_unit(const std::vector<std::string>& phrases)
{
    const rules::check_result checked = rules::check({{"bench", {{"pack.yaml", pack_of(phrases)}}}});
    std::vector<engine::pattern_error> errors;
    auto unit =
        checked.rules
            ? engine::make_unit(checked.rules, std::make_shared<const engine::zone_tables>(), nullptr, errors)
            : nullptr;
    if (!unit) {
        throw std::runtime_error("the bench's own rules are refused");
    }
    return unit;
}

// A store without rows: every conversation is new, and nothing comes late.
class no_history final : public engine::history {
public:
    std::vector<engine::segment> segments(engine::tenant_id, std::string_view) override { return {}; }

    void read(const std::vector<engine::position>&, std::string&) override {}

    std::vector<engine::verdict> verdicts(std::string_view, std::string_view) override { return {}; }
};

// The corpus as it reaches a shard: a frame of each connection in turn, each connection a source.
std::vector<connectors::ingest_frame> frames_in_turn(const corpus& input)
{
    std::vector<connectors::ingest_frame> frames;
    connectors::message_decoder decoder;
    std::string padded;
    for (std::size_t n = 0;; ++n) {
        const std::size_t before = frames.size();
        for (std::size_t source = 0; source < input.connections.size(); ++source) {
            if (n >= input.connections[source].size()) {
                continue;
            }
            padded = input.connections[source][n].json;
            padded.reserve(padded.size() + connectors::decode_limits::padding);
            connectors::ingest_frame& frame = frames.emplace_back();
            decoder.decode(padded, {}, frame);
            frame.tenant = the_tenant;
            frame.source = static_cast<engine::source_id>(source + 1);
        }
        if (frames.size() == before) {
            return frames;
        }
    }
}

// One shard on this thread, as the server's worker drives it.
class shard_run {
public:
    explicit shard_run(const engine::unit_log& units) : shard_(units, nothing_)
    {
        shard_.name_tenant(the_tenant, "bench");
    }

    // A batch of one frame; the source's clock follows it. Returns its messages.
    std::size_t take(const connectors::ingest_frame& frame)
    {
        next_.clear();
        for (std::size_t n = 0; n < frame.entries.size(); ++n) {
            const auto& entry = frame.entries[n];
            next_.push_back({
                .record = frame.record(n),
                .tenant = frame.tenant,
                .source = frame.source,
                .conversation_hash = entry.conversation_hash,
                .id_hash = entry.id_hash,
                .content_hash = entry.content_hash,
            });
        }
        shard_.begin(++block_, frame.records.size());
        shard_.expect(next_);
        for (const auto& one : next_) {
            shard_.receive(one);
        }
        std::size_t consumed = 0;
        const auto newest = engine::read_record(next_.back().record, consumed)->message.ts;
        shard_.set_source(frame.source, {true, engine::source_phase::holding, newest - lateness});
        finish();
        return next_.size();
    }

    // Every conversation passes its last timer.
    void end(std::size_t sources)
    {
        shard_.begin(++block_, 0);
        for (std::size_t source = 1; source <= sources; ++source) {
            shard_.set_source(
                static_cast<engine::source_id>(source), {true, engine::source_phase::ended, {}}
            );
        }
        finish();
    }

    [[nodiscard]] std::size_t open_sessions() const { return shard_.open_sessions(); }

    [[nodiscard]] std::uint64_t hash() const { return sum_; }

private:
    void finish()
    {
        const engine::batch_result result = shard_.finish({.show = false});
        shard_.durable(block_);
        for (const engine::verdict& verdict : result.verdicts) {
            sum_ += engine::hash_id(verdict.rule + verdict.anchor); // whatever their order
        }
        for (const auto& change : result.segments) {
            sum_ += change.ended.size();
        }
    }

    no_history nothing_;
    engine::shard shard_;
    std::vector<engine::incoming> next_;
    std::uint64_t block_ = 0;
    std::uint64_t sum_ = 0;
};

// What a state machine cannot do without: find the conversation, note the message.
struct bare_conversation {
    std::int64_t last = 0;
    std::uint32_t messages = 0;
    bool waits = false;
};

std::size_t
note(std::unordered_map<std::string, bare_conversation>& table, const connectors::ingest_frame& frame)
{
    for (const auto& entry : frame.entries) {
        std::size_t consumed = 0;
        const auto read =
            engine::read_record(std::string_view(frame.records).substr(entry.offset), consumed)->message;
        bare_conversation& state = table[std::string(read.conversation)];
        state.last = read.ts.time_since_epoch().count();
        state.waits = read.role == rules::role::customer;
        ++state.messages;
    }
    return frame.entries.size();
}

std::size_t bytes_allocated()
{
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

} // namespace

// The whole of the engine over the messages in order: place, rounds, deadlines, detectors, scan, summaries at
// the end.
stage_report conversation_stage(const corpus& input)
{
    stage_report report = start_report("conversation", "table lookup and update");
    const auto frames = frames_in_turn(input);
    engine::unit_log units;
    units.activate({}, make_bench_unit(input.phrases));
    shard_run run(units);
    const std::size_t before = bytes_allocated();
    measured product = measure_groups(frames.size(), [&](std::size_t n) { return run.take(frames[n]); });
    const std::size_t open = run.open_sessions();
    const std::size_t bytes = bytes_allocated() - before;
    run.end(input.connections.size());

    std::unordered_map<std::string, bare_conversation> table;
    measured bare = measure_groups(frames.size(), [&](std::size_t n) { return note(table, frames[n]); });
    fill(report, product, bare, run.hash());
    report.remark = fmt::format(
        "open sessions: {}, {:.0f} bytes each, {:.1f} messages each",
        open,
        open == 0 ? 0.0 : static_cast<double>(bytes) / static_cast<double>(open),
        open == 0 ? 0.0 : static_cast<double>(input.messages) / static_cast<double>(open)
    );
    return report;
}

} // namespace chatqc::bench
