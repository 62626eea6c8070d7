#include "bench/flood.h"

#include "bench/loader.h"

#include <fmt/format.h>

#include <atomic>
#include <exception>
#include <thread>

namespace chatqc::bench {

namespace {

constexpr std::string_view gateway = "/v1/ingest?source=gateway-{}&clock=recorded";

corpus
part_of(const corpus_options& base, const flood_options& flood, const std::string& prefix, corpus_part part)
{
    corpus_options wanted = base;
    wanted.prefix = prefix;
    wanted.part = part;
    wanted.messages = flood.late;
    wanted.connections = 4;
    return make_corpus(wanted);
}

// From now on.
corpus live_of(const corpus_options& base, const flood_options& flood, const std::string& prefix)
{
    corpus_options wanted = base;
    wanted.begin = std::chrono::time_point_cast<demo_time::duration>(std::chrono::system_clock::now());
    wanted.messages_a_second = flood.rate;
    wanted.prefix = prefix;
    wanted.batch = 4; // live messages come one or a few at a time
    wanted.messages = static_cast<std::size_t>(flood.rate * flood.seconds);
    return make_corpus(wanted);
}

class flood_run {
public:
    flood_run(const corpus_options& base, const path_options& how, const flood_options& flood)
        : base_(base),
          flood_(flood),
          folder_(how.folder),
          server_(start_server(make_corpus(base).phrases, how, folder_))
    {
    }

    flood_pair pair(unsigned number);

private:
    path_result live(const std::string& prefix, const std::function<bool()>& go_on);
    void beside(const corpus& late, const std::string& prefix, flood_pair& out);
    [[nodiscard]] load_options gateway_load() const;

    const corpus_options& base_;
    const flood_options& flood_;
    run_folder folder_;
    std::unique_ptr<server_process> server_;
};

load_options flood_run::gateway_load() const
{
    load_options load;
    load.port = server_->port();
    load.target = gateway;
    load.end = true; // its conversations pass their last timers
    return load;
}

path_result flood_run::live(const std::string& prefix, const std::function<bool()>& go_on)
{
    const auto input = live_of(base_, flood_, prefix);
    load_options load;
    load.port = server_->port();
    load.rate = flood_.rate;
    load.target = "/v1/ingest?source=" + prefix + "-{}&clock=live";
    load.go_on = go_on;
    return run_load(input, load);
}

// Each goes on as long as the other.
void flood_run::beside(const corpus& late, const std::string& prefix, flood_pair& out)
{
    std::atomic<bool> flood_is_over{false};
    std::atomic<bool> live_is_over{false};
    std::exception_ptr failed;
    std::thread flooding([&] {
        try {
            auto load = gateway_load();
            load.go_on = [&] { return !live_is_over; };
            const auto begin = bench_clock::now();
            out.late = run_load(late, load).acknowledged;
            out.seconds = ms_between(begin, bench_clock::now()) / 1000;
        } catch (...) {
            failed = std::current_exception();
        }
        flood_is_over = true;
    });
    const double cpu = server_->cpu();
    const auto begin = bench_clock::now();
    out.beside = live(prefix, [&] { return !flood_is_over; });
    out.cpu = (server_->cpu() - cpu) * 1000 / ms_between(begin, bench_clock::now());
    live_is_over = true;
    flooding.join();
    if (failed) {
        std::rethrow_exception(failed);
    }
}

flood_pair flood_run::pair(unsigned number)
{
    const auto prefix = fmt::format("flood{}", number);
    run_load(part_of(base_, flood_, prefix, corpus_part::even), gateway_load());
    const auto late = part_of(base_, flood_, prefix, corpus_part::odd);
    std::this_thread::sleep_for(std::chrono::duration<double>(flood_.settle));
    flood_pair made;
    made.quiet = live(fmt::format("quiet{}", number), {});
    made.memory_quiet = server_->memory();
    beside(late, fmt::format("beside{}", number), made);
    made.memory_beside = server_->memory();
    return made;
}

} // namespace

void run_flood(
    const corpus_options& base,
    const path_options& how,
    const flood_options& flood,
    const std::function<void(const flood_pair&)>& done
)
{
    flood_run run(base, how, flood);
    for (unsigned number = 0; number < flood.pairs; ++number) {
        done(run.pair(number));
    }
}

} // namespace chatqc::bench
