#include "app/commands.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <exception>

namespace chatqc::app {
namespace {

int run_parsed(const commands& list)
{
    for (const command& candidate : list) {
        if (candidate.app->parsed()) {
            return candidate.run();
        }
    }
    return 2;
}

} // namespace

int run_command_line(int argc, const char* const* argv)
{
    CLI::App root{"chatqc: real-time quality inspection for customer-service chat", "chatqc"};
    root.set_version_flag("--version", CHATQC_VERSION, "Print the version and exit");
    root.require_subcommand(1);
    root.footer("`chatqc COMMAND --help` tells more. Exit status: 0, 1 found something, 2 bad usage or input."
    );

    commands list;
    add_serve(root, list);
    add_send(root, list);
    add_convert(root, list);
    add_replay(root, list);
    add_rules(root, list);
    add_report(root, list);
    add_backtest(root, list);
    add_verify(root, list);
    add_export(root, list);
    add_import(root, list);
    add_dead_letters(root, list);

    try {
        root.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return root.exit(error) == 0 ? 0 : 2;
    }
    try {
        return run_parsed(list);
    } catch (const std::exception& error) {
        fmt::print(stderr, "chatqc: {}\n", error.what());
        return 2;
    }
}

} // namespace chatqc::app
