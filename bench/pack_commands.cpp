#include "bench/pack_commands.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace chatqc::bench {

pack_commands::pack_commands(CLI::App& app)
{
    phrases_ = app.add_subcommand(
        "phrases", "a list of many phrases: checked, compiled, loaded; on messages' way, beside a short one"
    );
    phrases_->add_option("--many", many_, "phrases of the long list")
        ->check(CLI::Range(1'000, 200'000))
        ->capture_default_str();
    phrases_->add_option("--turns", turns_, "of compiling; 0: none")
        ->check(CLI::Range(0, 99))
        ->capture_default_str();
    phrases_->add_option("--messages", input_.messages)
        ->check(CLI::Range(64, 10'000'000))
        ->capture_default_str();
    phrases_->add_option("--chatqc", path_.chatqc, "the server's binary; without it no messages are sent")
        ->check(CLI::ExistingFile);
    phrases_->add_option("--shards", path_.shards)->check(CLI::Range(1, 64))->capture_default_str();
    phrases_->add_option("--pairs", path_.pairs)->check(CLI::Range(1, 99))->capture_default_str();
    add_reload(app);
}

bool pack_commands::parsed() const
{
    return phrases_->parsed() || reload_->parsed();
}

int pack_commands::run() const
{
    return reload_->parsed() ? run_reload() : run_phrases();
}

void pack_commands::add_reload(CLI::App& app)
{
    reload_ =
        app.add_subcommand("reload", "rules read again and again under load, and the same load without");
    reload_->add_option("--chatqc", path_.chatqc, "the server's binary")
        ->check(CLI::ExistingFile)
        ->required();
    reload_->add_option("--shards", path_.shards)->check(CLI::Range(1, 64))->capture_default_str();
    reload_->add_option("--reloads", reloads_.reloads)->check(CLI::Range(1, 10'000))->capture_default_str();
    reload_->add_option("--phrases", input_.phrases)->check(CLI::Range(10, 100'000))->capture_default_str();
    reload_->add_option("--rate", reloads_.rate, "messages a second; take 30 % of the top rate")
        ->check(CLI::Range(100, 1'000'000))
        ->capture_default_str();
    reload_->add_option("--seconds", reloads_.seconds)->check(CLI::Range(1, 3'600))->capture_default_str();
    reload_->add_option("--pairs", reloads_.pairs)->check(CLI::Range(1, 99))->capture_default_str();
}

int pack_commands::run_reload() const
{
    const scratch_folder folder;
    path_options how = path_;
    how.folder = folder.path();
    std::vector<double> ratios;
    const auto print = [](const char* when, const reload_run& run) {
        fmt::print(
            "  {:<7} {:.0f} messages/s, socket to feed, ms: p50 {:.2f} p99 {:.2f} max {:.2f} ({} verdicts); "
            "reloads, ms: p50 {:.0f} max {:.0f}; {:.0f} MiB\n",
            when,
            run.load.messages_per_second,
            run.load.feed.p50,
            run.load.feed.p99,
            run.load.feed.max,
            run.load.verdicts,
            run.reload,
            run.reload_max,
            run.memory
        );
    };
    run_reload_pairs(input_, how, reloads_, [&](const reload_pair& pair) {
        print("quiet", pair.quiet);
        print("beside", pair.beside);
        ratios.push_back(pair.beside.load.feed.p99 / pair.quiet.load.feed.p99);
        fmt::print("  beside / quiet: p99 {:.2f}\n", ratios.back());
    });
    fmt::print("median of {} pairs: {:.2f}\n", ratios.size(), median_of(ratios));
    return 0;
}

int pack_commands::run_phrases() const
{
    const scratch_folder folder;
    const corpus input = make_corpus(input_);
    const auto many = with_more_phrases(input.phrases, many_, input_.seed);
    for (const auto* list : {&input.phrases, &many}) {
        if (turns_ == 0) {
            break;
        }
        const list_times times = time_list(*list, folder.path(), turns_);
        fmt::print(
            "{:>6} phrases: check {:.0f} ms, check and compile {:.0f} ms, from the cache {:.0f} ms  unit "
            "{}\n",
            times.phrases,
            times.check,
            times.compile,
            times.from_cache,
            times.unit
        );
    }
    if (path_.chatqc.empty()) {
        return 0;
    }
    path_options how = path_;
    how.folder = folder.path();
    std::vector<double> ratios;
    run_list_pairs(input, many, how, [&](const list_pair& pair) {
        fmt::print(
            "  {} phrases {:.0f} messages/s ({:.2f} µs CPU a message), {} phrases {:.0f} ({:.2f})  ratio "
            "{:.3f}\n",
            input.phrases.size(),
            pair.few.messages_per_second,
            pair.few.cpu,
            many.size(),
            pair.many.messages_per_second,
            pair.many.cpu,
            pair.ratio()
        );
        ratios.push_back(pair.ratio());
    });
    fmt::print("median of {} pairs: {:.3f}\n", ratios.size(), median_of(ratios));
    return 0;
}

} // namespace chatqc::bench
