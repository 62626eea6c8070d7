#include "bench/stage_inputs.h"
#include "connectors/codec/decode.h"
#include "engine/offline.h"
#include "rules/checker.h"

#include <stdexcept>
#include <unordered_map>

namespace chatqc::bench {

namespace {

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

// What a state machine cannot do without: find the conversation, note the message.
struct bare_conversation {
    std::int64_t last = 0;
    std::uint32_t messages = 0;
    bool waits = false;
};

} // namespace

// The whole of the engine over the messages in order: place, rounds, deadlines, detectors, scan, summaries at
// the end.
stage_report conversation_stage(const corpus& input)
{
    stage_report report = start_report("conversation", "table lookup and update");
    const stage_frames frames(input);
    connectors::message_decoder decoder;
    std::vector<connectors::ingest_frame> decoded(frames.size());
    for (std::size_t n = 0; n < frames.size(); ++n) {
        decoder.decode(frames.at(n), {}, decoded[n]);
    }
    const auto each = [&](std::size_t n, auto work) {
        for (const auto& entry : decoded[n].entries) {
            std::size_t consumed = 0;
            work(engine::read_record(std::string_view(decoded[n].records).substr(entry.offset), consumed)
                     ->message);
        }
        return decoded[n].entries.size();
    };

    engine::unit_log units;
    units.activate({}, make_bench_unit(input.phrases));
    engine::offline_run run(std::move(units), "bench");
    measured product = measure_groups(frames.size() + 1, [&](std::size_t n) {
        if (n == frames.size()) {
            run.end();
            return std::size_t{0};
        }
        return each(n, [&](const engine::message& message) { run.add(message); });
    });
    result_hash hash;
    for (const engine::verdict& verdict : run.settled()) {
        hash.add(engine::hash_id(verdict.rule + verdict.anchor));
    }
    hash.add(run.sessions().size());

    std::unordered_map<std::string, bare_conversation> table;
    measured bare = measure_groups(frames.size(), [&](std::size_t n) {
        return each(n, [&](const engine::message& message) {
            bare_conversation& state = table[std::string(message.conversation)];
            state.last = message.ts.time_since_epoch().count();
            state.waits = message.role == rules::role::customer;
            ++state.messages;
        });
    });
    fill(report, product, bare, hash.value());
    return report;
}

} // namespace chatqc::bench
