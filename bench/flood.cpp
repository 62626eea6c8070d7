#include "bench/flood.h"

#include "bench/loader.h"

#include <exception>
#include <thread>

namespace chatqc::bench {

namespace {

constexpr std::string_view gateway = "/v1/ingest?source=gateway-{}&clock=recorded";

corpus_options part_of(const corpus_options& base, const flood_options& flood, corpus_part part)
{
    corpus_options wanted = base;
    wanted.prefix = "flood";
    wanted.part = part;
    wanted.messages = flood.late;
    wanted.connections = 4;
    return wanted;
}

// From now on.
corpus live_of(const corpus_options& base, const flood_options& flood, const char* prefix)
{
    corpus_options wanted = base;
    wanted.begin = std::chrono::time_point_cast<demo_time::duration>(std::chrono::system_clock::now());
    wanted.messages_a_second = flood.rate;
    wanted.prefix = prefix;
    wanted.batch = 4; // live messages come one or a few at a time
    wanted.messages = static_cast<std::size_t>(flood.rate * flood.seconds);
    return make_corpus(wanted);
}

} // namespace

flood_result run_flood(const corpus_options& base, const path_options& how, const flood_options& flood)
{
    const corpus in_time = make_corpus(part_of(base, flood, corpus_part::even));
    const corpus late = make_corpus(part_of(base, flood, corpus_part::odd));
    const run_folder folder(how.folder);
    const auto server = start_server(in_time.phrases, how, folder);

    load_options gateway_load;
    gateway_load.port = server->port();
    gateway_load.target = gateway;
    gateway_load.end = true; // its conversations pass their last timers
    run_load(in_time, gateway_load);

    load_options live_load;
    live_load.port = server->port();
    live_load.rate = flood.rate;
    flood_result result;
    live_load.target = "/v1/ingest?source=quiet-{}&clock=live";
    result.quiet = run_load(live_of(base, flood, "quiet"), live_load);

    std::exception_ptr failed;
    std::thread flooding([&] {
        try {
            const auto begin = bench_clock::now();
            run_load(late, gateway_load);
            result.worked_off = ms_between(begin, bench_clock::now()) / 1000;
        } catch (...) {
            failed = std::current_exception();
        }
    });
    live_load.target = "/v1/ingest?source=beside-{}&clock=live";
    result.beside = run_load(live_of(base, flood, "beside"), live_load);
    flooding.join();
    if (failed) {
        std::rethrow_exception(failed);
    }
    return result;
}

} // namespace chatqc::bench
