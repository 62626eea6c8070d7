// The subcommands as the command line sees them: names, options, help texts. What a command does lies in its
// own pair of files; this only fills its options struct.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace chatqc::app {

struct command {
    CLI::App* app = nullptr; // owned by the root
    std::function<int()> run;
};

using commands = std::vector<command>;

void add_serve(CLI::App& root, commands& list);
void add_send(CLI::App& root, commands& list);
void add_convert(CLI::App& root, commands& list);
void add_replay(CLI::App& root, commands& list);
void add_rules(CLI::App& root, commands& list);
// Of `rules`: list, describe, schema, explain, profile, promote, withdraw.
void add_rules_views(CLI::App& rules, commands& list);
void add_report(CLI::App& root, commands& list);
void add_backtest(CLI::App& root, commands& list);
void add_verify(CLI::App& root, commands& list);
void add_export(CLI::App& root, commands& list);
void add_import(CLI::App& root, commands& list);
void add_dead_letters(CLI::App& root, commands& list);

// The whole program: parses, runs, gives the exit status (SPEC §8: 0, 1 found something, 2 bad usage or
// input).
int run_command_line(int argc, const char* const* argv);

} // namespace chatqc::app
