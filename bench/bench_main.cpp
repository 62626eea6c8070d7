// chatqc_bench: each stage by itself, and the whole path beside the bare prototype. Every line has p50, p99
// and max, a hash of the result and a ratio within this run; numbers of different runs or machines say
// little.
#include "bench/backtest_pairs.h"
#include "bench/corpus.h"
#include "bench/flood.h"
#include "bench/pack_commands.h"
#include "bench/path.h"
#include "bench/prototype.h"
#include "bench/restart.h"
#include "bench/stages.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <exception>
#include <string>

namespace {

using namespace chatqc::bench;

struct options {
    corpus_options input;
    path_options path;
    flood_options flood;
    backtest_options backtest;
    restart_options restart;
    std::string stage;   // stages: only this one
    std::string phrases; // prototype: what it looks for
    std::string against; // path: "server", "prototype" or "pairs"
    bool small = false;
    double at_least = 0; // path: exit 1 if the median ratio is below
};

void print_input(const corpus_options& input)
{
    fmt::print(
        "{} messages, {} a frame, {} connections, {} phrases, seed {}\n",
        input.messages,
        input.batch,
        input.connections,
        input.phrases,
        input.seed
    );
}

void print(const char* name, const path_result& result)
{
    fmt::print(
        "  {:<9} {:>9.0f} messages/s  {:.2f} µs CPU a message  socket to durable, ms: p50 {:.2f} p99 {:.2f} "
        "max "
        "{:.2f}  hash {:016x}\n",
        name,
        result.messages_per_second,
        result.cpu,
        result.p50,
        result.p99,
        result.max,
        result.hash
    );
}

void print_feed(const path_result& result)
{
    fmt::print(
        "socket to feed, ms: p50 {:.2f} p99 {:.2f} max {:.2f} ({} verdicts)\n",
        result.feed.p50,
        result.feed.p99,
        result.feed.max,
        result.verdicts
    );
}

int run_stages(const options& wanted)
{
    const scratch_folder folder;
    print_input(wanted.input);
    fmt::print(
        "{:<14}{:>9}{:>9}{:>9}{:>10}  {:<18}{:>6}  ns a message\n",
        "stage",
        "mean",
        "p50",
        "p99",
        "max",
        "hash",
        "ratio"
    );
    const auto reports = run_stages(make_corpus(wanted.input), folder.path(), wanted.stage);
    for (const stage_report& report : reports) {
        fmt::print(
            "{:<14}{:>9.0f}{:>9.0f}{:>9.0f}{:>10.0f}  {:016x}  {:>6.2f}  of {} ({:.0f} ns)\n",
            report.stage,
            report.mean,
            report.spread.p50,
            report.spread.p99,
            report.spread.max,
            report.hash,
            report.reference_p50 / report.spread.p50,
            report.reference,
            report.reference_p50
        );
        if (!report.remark.empty()) {
            fmt::print("{:<14}{}\n", "", report.remark);
        }
    }
    return reports.empty() ? 2 : 0;
}

// At the top rate queues are full, and what is measured is their length; a day's traffic is far below.
void run_at_a_tenth(const corpus& input, path_options how, double top)
{
    how.rate = top / 10;
    how.feed = true;
    const path_result result = run_server(input, how);
    fmt::print(
        "server: median {:.0f} messages/s; a tenth of that ({:.0f} messages/s): "
        "socket to durable, ms: p50 {:.2f} p99 {:.2f} max {:.2f}; ",
        top,
        result.messages_per_second,
        result.p50,
        result.p99,
        result.max
    );
    print_feed(result);
}

void run_one(const corpus& input, path_options how, const std::string& which)
{
    const bool is_server = which == "server";
    how.feed = is_server && how.rate > 0; // at the top rate a subscriber would take from what is measured
    const path_result result = is_server ? run_server(input, how) : run_prototype(input, how);
    print(which.c_str(), result);
    if (how.feed) {
        fmt::print("  ");
        print_feed(result);
    }
}

int run_path(const options& wanted)
{
    const scratch_folder folder;
    path_options how = wanted.path;
    how.folder = folder.path();
    const corpus input = make_corpus(wanted.input);
    print_input(wanted.input);
    if (wanted.against != "pairs") {
        run_one(input, how, wanted.against);
        return 0;
    }
    std::vector<double> ratios;
    std::vector<double> rates;
    const auto measure = [&] {
        run_pairs(input, how, [&](const path_pair& pair) {
            print("prototype", pair.prototype);
            print("server", pair.server);
            fmt::print("  server / prototype {:.3f}\n", pair.ratio());
            ratios.push_back(pair.ratio());
            rates.push_back(pair.server.messages_per_second);
        });
        const double median = median_of(ratios);
        fmt::print("median of {} pairs: {:.3f}\n", ratios.size(), median);
        return median;
    };
    double median = measure();
    if (median < wanted.at_least) {
        median = measure(); // too little to fail by: the median of twice as many counts
    }
    if (how.rate == 0) { // else the pairs do not tell the top rate
        run_at_a_tenth(input, how, median_of(rates));
    }
    if (median < wanted.at_least) {
        fmt::print("below {:.2f}\n", wanted.at_least);
        return 1;
    }
    return 0;
}

void print_live(const char* when, const path_result& result)
{
    fmt::print(
        "  {:<7} {:>7.0f} live messages/s, socket to durable, ms: p50 {:.2f} p99 {:.2f} max {:.2f}\n",
        when,
        result.messages_per_second,
        result.p50,
        result.p99,
        result.max
    );
}

int run_flood(const options& wanted)
{
    constexpr double mebibyte = 1u << 20;
    const scratch_folder folder;
    path_options how = wanted.path;
    how.folder = folder.path();
    std::vector<double> p50;
    std::vector<double> p99;
    run_flood(wanted.input, how, wanted.flood, [&](const flood_pair& pair) {
        p50.push_back(pair.beside.p50 / pair.quiet.p50);
        p99.push_back(pair.beside.p99 / pair.quiet.p99);
        print_live("quiet", pair.quiet);
        print_live("beside", pair.beside);
        fmt::print(
            "  {} late messages worked in within {:.1f} s ({:.0f}/s), {:.2f} cores; resident {:.0f} and "
            "{:.0f} "
            "MiB; beside / quiet: p50 {:.2f}, p99 {:.2f}\n",
            pair.late,
            pair.seconds,
            static_cast<double>(pair.late) / pair.seconds,
            pair.cpu,
            static_cast<double>(pair.memory_quiet) / mebibyte,
            static_cast<double>(pair.memory_beside) / mebibyte,
            p50.back(),
            p99.back()
        );
    });
    fmt::print("median of {} pairs: p50 {:.2f}, p99 {:.2f}\n", p50.size(), median_of(p50), median_of(p99));
    return 0;
}

int run_backtest(const options& wanted)
{
    const scratch_folder folder;
    print_input(wanted.input);
    std::vector<double> ratios;
    const auto input = make_corpus(wanted.input);
    run_backtest_pairs(input, folder.path(), wanted.backtest, [&](const backtest_pair& pair) {
        const auto messages = static_cast<double>(pair.messages);
        fmt::print(
            "  engine alone {:.2f} µs CPU a message ({:.0f} messages/s), backtest {:.2f} µs ({:.0f} "
            "messages/s)  "
            "hash {:016x}  ratio a core {:.3f}\n",
            1e6 * pair.engine / messages,
            messages / pair.engine_elapsed,
            1e6 * pair.backtest / messages,
            messages / pair.backtest_elapsed,
            pair.hash,
            pair.ratio()
        );
        ratios.push_back(pair.ratio());
    });
    fmt::print("median of {} pairs: {:.3f}\n", ratios.size(), median_of(ratios));
    return 0;
}

int run_restarts(const options& wanted)
{
    const scratch_folder folder;
    fmt::print("{} open conversations with deadlines\n", wanted.restart.conversations);
    const auto rows = static_cast<double>(wanted.restart.conversations);
    run_restarts(folder.path(), wanted.restart, [&](const restart_pair& pair) {
        fmt::print(
            "  {}: start {:.0f} ms (and {:.0f} to open the store), {:.0f} bytes a conversation; bare read of "
            "{} rows "
            "and {} messages {:.0f} ms (and {:.0f})  ratio {:.2f}, with opening {:.2f}\n",
            pair.is_killed ? "killed " : "stopped",
            pair.start.spent,
            pair.start.open,
            static_cast<double>(pair.start.memory) / rows,
            pair.bare.rows,
            pair.bare.messages,
            pair.bare.spent,
            pair.bare.open,
            pair.start.spent / pair.bare.spent,
            (pair.start.open + pair.start.spent) / (pair.bare.open + pair.bare.spent)
        );
    });
    return 0;
}

void add_input(CLI::App* to, options& wanted)
{
    to->add_option("--messages", wanted.input.messages)
        ->check(CLI::Range(64, 10'000'000))
        ->capture_default_str();
    to->add_option("--batch", wanted.input.batch, "messages a frame")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    to->add_option("--connections", wanted.input.connections)
        ->check(CLI::Range(1, 1024))
        ->capture_default_str();
    to->add_option("--phrases", wanted.input.phrases)->check(CLI::Range(10, 100'000))->capture_default_str();
    to->add_option("--seed", wanted.input.seed)->capture_default_str();
    to->add_flag("--small", wanted.small, "a few seconds, as CI does");
}

CLI::App* add_prototype(CLI::App& app, options& wanted)
{
    CLI::App* prototype =
        app.add_subcommand("prototype", "what path compares the server with, until SIGTERM");
    prototype->add_option("--data", wanted.path.folder, "an empty folder")->required();
    prototype->add_option("--phrases", wanted.phrases, "a file, one a line")->required();
    return prototype;
}

CLI::App* add_flood(CLI::App& app, options& wanted)
{
    CLI::App* flood = app.add_subcommand("flood", "live traffic while a gateway brings its late messages");
    flood->add_option("--late", wanted.flood.late, "messages that come late in each pair")
        ->check(CLI::Range(1'000, 10'000'000))
        ->capture_default_str();
    flood->add_option("--rate", wanted.flood.rate, "live messages a second")
        ->check(CLI::Range(100, 1'000'000))
        ->capture_default_str();
    flood->add_option("--seconds", wanted.flood.seconds, "of live traffic")
        ->check(CLI::Range(1, 3'600))
        ->capture_default_str();
    flood->add_option("--pairs", wanted.flood.pairs)->check(CLI::Range(1, 99))->capture_default_str();
    flood->add_flag("--small", wanted.small, "a few seconds, as CI does");
    return flood;
}

CLI::App* add_restart(CLI::App& app, options& wanted)
{
    CLI::App* restart = app.add_subcommand(
        "restart", "a start with many open conversations, and the bare reading of what it reads, in turns"
    );
    restart->add_option("--conversations", wanted.restart.conversations)
        ->check(CLI::Range(100, 10'000'000))
        ->capture_default_str();
    restart
        ->add_option("--tail", wanted.restart.tail, "messages behind the rows of the server that is killed")
        ->check(CLI::Range(0, 10'000'000))
        ->capture_default_str();
    restart->add_option("--shards", wanted.restart.shards)->check(CLI::Range(1, 64))->capture_default_str();
    restart->add_option("--turns", wanted.restart.turns)->check(CLI::Range(1, 99))->capture_default_str();
    return restart;
}

} // namespace

int main(int argc, char** argv)
{
    options wanted;
    CLI::App app("What chatqc costs, stage by stage and as a whole.");
    app.require_subcommand(1);
    CLI::App* stages =
        app.add_subcommand("stages", "each stage beside the plainest thing that does its work");
    add_input(stages, wanted);
    stages->add_option("--only", wanted.stage, "decode, normal form, scan, conversation or store");
    CLI::App* path = app.add_subcommand("path", "socket to disk, server and prototype in turns");
    add_input(path, wanted);
    const auto add_server = [&](CLI::App* to) {
        to->add_option("--chatqc", wanted.path.chatqc, "the server's binary")->check(CLI::ExistingFile);
        to->add_option("--shards", wanted.path.shards)->check(CLI::Range(1, 64))->capture_default_str();
    };
    add_server(path);
    path->add_option("--pairs", wanted.path.pairs)->check(CLI::Range(1, 99))->capture_default_str();
    path->add_option("--rate", wanted.path.rate, "messages a second; 0: as many as go, then a tenth of it")
        ->check(CLI::NonNegativeNumber);
    path->add_flag("--binary", wanted.path.binary, "binary frames");
    path->add_option("--run", wanted.against)
        ->check(CLI::IsMember({"pairs", "server", "prototype"}))
        ->default_val("pairs");
    path->add_option("--at-least", wanted.at_least, "fail below this median ratio");
    CLI::App* flood = add_flood(app, wanted);
    add_server(flood);
    CLI::App* backtest = app.add_subcommand(
        "backtest", "backtest over a store, and the engine alone over the same messages, in turns"
    );
    add_input(backtest, wanted);
    backtest->add_option("--pairs", wanted.backtest.pairs)->check(CLI::Range(1, 99))->capture_default_str();
    backtest->add_option("--cores", wanted.backtest.cores, "that backtest judges on")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    CLI::App* restart = add_restart(app, wanted);
    CLI::App* prototype = add_prototype(app, wanted);
    pack_commands packs(app);
    try {
        app.parse(argc, argv);
        if (wanted.small) {
            wanted.input.messages = std::min<std::size_t>(wanted.input.messages, 20'000);
            wanted.flood = {.late = 5'000, .rate = 1'000, .seconds = 2, .pairs = 1, .settle = 0};
        }
        if (prototype->parsed()) {
            return serve_prototype(wanted.path.folder, wanted.phrases);
        }
        if (flood->parsed()) {
            return run_flood(wanted);
        }
        if (backtest->parsed()) {
            return run_backtest(wanted);
        }
        if (restart->parsed()) {
            return run_restarts(wanted);
        }
        return packs.parsed() ? packs.run() : stages->parsed() ? run_stages(wanted) : run_path(wanted);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception& error) {
        fmt::print(stderr, "chatqc_bench: {}\n", error.what());
        return 1;
    }
}
