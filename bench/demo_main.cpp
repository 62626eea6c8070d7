// chatqc_demo: prints invented chat messages as NDJSON, a past day at once or a stream as time passes.
#include "bench/demo_traffic.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <thread>

namespace {

using namespace chatqc::bench;
using std::chrono::milliseconds;

struct options {
    std::string day; // history: YYYY-MM-DD
    std::uint64_t seed = 1;
    std::string language = "zh";
    double rate = 4;        // live: messages a second
    double minutes = 0;     // live: 0 is for ever
    std::int64_t start = 0; // live: ms since the epoch; 0 is now
    bool fast = false;      // live: without waiting
};

std::optional<std::chrono::sys_days> parse_day(const std::string& text)
{
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    char rest = 0;
    if (std::sscanf(text.c_str(), "%4d-%2u-%2u%c", &year, &month, &day, &rest) != 3) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{
        std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

demo_language language_of(const options& wanted)
{
    return wanted.language == "en" ? demo_language::en : demo_language::zh;
}

// False when nobody reads any more.
bool print(const std::string& line)
{
    return std::fputs(line.c_str(), stdout) >= 0 && std::fputc('\n', stdout) != EOF;
}

int run_history(const options& wanted)
{
    const auto day = parse_day(wanted.day);
    if (!day) {
        fmt::print(stderr, "chatqc_demo: --day {}: not a date like 2025-11-11\n", wanted.day);
        return 2;
    }
    const std::string prefix = "demo-" + wanted.day;
    for (const demo_message& message : demo_day(wanted.seed, *day, language_of(wanted))) {
        if (!print(to_wire(message, prefix))) {
            return 1;
        }
    }
    return std::fflush(stdout) == 0 ? 0 : 1;
}

int run_live(const options& wanted)
{
    const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
    const demo_time start = wanted.start != 0 ? demo_time(milliseconds(wanted.start)) : now;
    const std::string prefix = fmt::format("demo-{}", start.time_since_epoch().count() / 1000);
    demo_stream stream(wanted.seed, start, wanted.rate, language_of(wanted), true);
    for (;;) {
        const demo_message message = stream.next();
        if (wanted.minutes > 0 &&
            message.at - start > milliseconds(static_cast<std::int64_t>(wanted.minutes * 60'000))) {
            return std::fflush(stdout) == 0 ? 0 : 1;
        }
        if (!wanted.fast) {
            std::this_thread::sleep_until(message.at);
        }
        if (!print(to_wire(message, prefix)) || (!wanted.fast && std::fflush(stdout) != 0)) {
            return 1;
        }
    }
}

} // namespace

int main(int argc, char** argv)
{
    options wanted;
    CLI::App app("Invented chat messages of several shops, as NDJSON. One seed, one output.");
    app.require_subcommand(1);
    CLI::App* history = app.add_subcommand("history", "a whole promotion day at once");
    history->add_option("--day", wanted.day, "YYYY-MM-DD, a day in China")->required();
    history->add_option("--seed", wanted.seed)->capture_default_str();
    CLI::App* live = app.add_subcommand("live", "messages as time passes");
    live->add_option("--seed", wanted.seed)->capture_default_str();
    live->add_option("--rate", wanted.rate, "messages a second, about")
        ->check(CLI::Range(0.01, 1e6))
        ->capture_default_str();
    live->add_option("--minutes", wanted.minutes, "stop after so many; 0: never")
        ->check(CLI::NonNegativeNumber);
    live->add_option("--start", wanted.start, "first instant, ms since the epoch; 0: now");
    live->add_flag("--fast", wanted.fast, "do not wait");
    for (CLI::App* each : {history, live}) {
        each->add_option("--language", wanted.language)
            ->check(CLI::IsMember({"zh", "en"}))
            ->capture_default_str();
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return history->parsed() ? run_history(wanted) : run_live(wanted);
}
