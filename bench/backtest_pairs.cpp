#include "bench/backtest_pairs.h"

#include "app/backtest.h"
#include "bench/engine_alone.h"
#include "bench/measure.h"
#include "storage/store.h"

#include <ctime>
#include <stdexcept>

namespace chatqc::bench {

namespace {

constexpr std::size_t batches_a_commit = 256;

template <class T> T required(storage::result<T>&& from)
{
    if (!from) {
        throw std::runtime_error("backtest: " + from.error.message);
    }
    return std::move(*from.value);
}

double processor_seconds()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

class stopwatch {
public:
    [[nodiscard]] double processor() const { return processor_seconds() - processor_; }

    [[nodiscard]] double elapsed() const { return ms_between(begun_, bench_clock::now()) / 1000; }

private:
    double processor_ = processor_seconds();
    bench_clock::time_point begun_ = bench_clock::now();
};

void append(storage::commit_batch& to, engine::batch_result&& made, std::uint64_t block)
{
    if (made.messages > 0) {
        to.blocks.push_back({block, {}, made.messages, {}, made.block});
    }
    for (auto& change : made.segments) {
        to.segments.push_back(
            {std::move(change.erased), std::move(change.ended), change.tenant, change.conversation}
        );
    }
    for (auto& verdict : made.verdicts) {
        to.verdicts.push_back({std::move(verdict)});
    }
}

// What a server would have stored of the messages.
void fill(const std::string& path, const corpus& input, const engine::unit_log& units)
{
    const auto stored = required(storage::store::open({.path = path}));
    storage::commit_batch batch;
    for (std::size_t n = 0; n < input.connections.size(); ++n) {
        storage::source_state source;
        source.tenant = the_tenant;
        source.name = "bench/" + std::to_string(n + 1);
        source.id = required(stored->source(the_tenant, source.name));
        batch.sources.push_back(source);
    }
    shard_run run(units);
    std::size_t batches = 0;
    for (const auto& frame : frames_in_turn(input)) {
        append(batch, run.take(frame), run.block());
        if (++batches % batches_a_commit == 0) {
            required(stored->commit(batch));
            batch = {};
        }
    }
    append(batch, run.end(input.connections.size()), run.block());
    required(stored->commit(batch));
}

// The frames are decoded before the clock runs, as backtest finds its messages packed. It runs until the last
// conversation is gone from memory, as backtest's does.
void judge_alone(const corpus& input, const engine::unit_log& units, backtest_pair& into)
{
    const auto frames = frames_in_turn(input);
    const stopwatch watch;
    {
        shard_run run(units);
        for (const auto& frame : frames) {
            static_cast<void>(run.take(frame));
        }
        static_cast<void>(run.end(input.connections.size()));
        into.hash ^= run.hash();
    }
    into.engine = watch.processor();
    into.engine_elapsed = watch.elapsed();
}

void judge_stored(storage::store& stored, const app::backtest_request& wanted, backtest_pair& into)
{
    const stopwatch watch;
    const auto result = required(app::run_backtest(stored, wanted, [](auto, auto) {}));
    into.backtest = watch.processor();
    into.backtest_elapsed = watch.elapsed();
    into.messages = result.messages;
    for (const auto& [key, counts] : result.changes) {
        if (counts.added + counts.gone + counts.changed > 0) {
            throw std::runtime_error("backtest: the same rules find something else");
        }
        into.hash ^= engine::hash_id(key.first + key.second + std::to_string(counts.after));
    }
}

} // namespace

void run_backtest_pairs(
    const corpus& input,
    const std::string& folder,
    const backtest_options& how,
    const std::function<void(const backtest_pair&)>& done
)
{
    const auto unit = make_bench_unit(input.phrases);
    engine::unit_log units;
    units.activate(engine::time_point::min(), unit);
    const std::string path = folder + "/backtest";
    fill(path, input, units);
    const auto stored = required(storage::store::open({.path = path, .read_only = true}));
    app::backtest_request wanted;
    wanted.tenant = tenant_name;
    wanted.draft = unit;
    wanted.judged_by.sets.push_back(unit->rules);
    wanted.cores = how.cores;
    for (unsigned pair = 0; pair < how.pairs; ++pair) {
        backtest_pair one;
        in_turns(
            pair, [&] { judge_alone(input, units, one); }, [&] { judge_stored(*stored, wanted, one); }
        );
        done(one);
    }
}

} // namespace chatqc::bench
