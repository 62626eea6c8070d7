#include "bench/engine_alone.h"
#include "bench/server_process.h"
#include "bench/stage_inputs.h"

#include <fmt/format.h>

#include <unordered_map>

namespace chatqc::bench {

namespace {

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
    const std::uint64_t before = resident_bytes("self");
    measured product = measure_groups(frames.size(), [&](std::size_t n) {
        run.take(frames[n]);
        return frames[n].entries.size();
    });
    const std::size_t open = run.open_sessions();
    const std::uint64_t bytes = resident_bytes("self") - before;
    static_cast<void>(run.end(input.connections.size()));

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
