#include "bench/engine_alone.h"

#include "connectors/codec/decode.h"
#include "rules/checker.h"

#include <stdexcept>

namespace chatqc::bench {

namespace {

constexpr engine::milliseconds lateness{2000};

} // namespace

std::shared_ptr<const engine::unit> make_bench_unit(const std::vector<std::string>& phrases)
{
    const rules::check_result checked = rules::check({pack_of(phrases)});
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
            frame.tenant = the_tenant;
            frame.source = static_cast<engine::source_id>(source + 1);
            decoder.decode(
                padded, {.tenant_name = "default", .tenant = the_tenant, .source = frame.source}, frame
            );
        }
        if (frames.size() == before) {
            return frames;
        }
    }
}

shard_run::shard_run(const engine::unit_log& units) : shard_(units, nothing_)
{
    shard_.name_tenant(the_tenant, tenant_name);
}

engine::batch_result shard_run::take(const connectors::ingest_frame& frame)
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
    for (const auto& one : next_)
        shard_.receive(one);
    std::size_t consumed = 0;
    const auto newest = engine::read_record(next_.back().record, consumed)->message.ts;
    shard_.set_source(frame.source, {true, engine::source_phase::holding, newest - lateness});
    return finish();
}

engine::batch_result shard_run::end(std::size_t sources)
{
    shard_.begin(++block_, 0);
    for (std::size_t source = 1; source <= sources; ++source)
        shard_.set_source(static_cast<engine::source_id>(source), {true, engine::source_phase::ended, {}});
    return finish();
}

engine::batch_result shard_run::finish()
{
    auto result = shard_.finish({.show = false});
    shard_.durable(block_);
    for (const engine::verdict& verdict : result.verdicts)
        sum_ += engine::hash_id(verdict.rule + verdict.anchor); // whatever their order
    for (const auto& change : result.segments)
        sum_ += change.ended.size();
    return result;
}

} // namespace chatqc::bench
