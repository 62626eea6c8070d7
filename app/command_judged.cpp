#include "app/backtest_command.h"
#include "app/commands.h"
#include "app/verify_command.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace chatqc::app {

void add_backtest(CLI::App& root, commands& list)
{
    CLI::App* const app = root.add_subcommand(
        "backtest", "Judge stored days by draft packs and tell what would be decided otherwise"
    );
    const auto options = std::make_shared<backtest_options>();
    app->option_defaults()->always_capture_default();
    app->add_option("--data", options->data, "Folder of the store; a running server is not disturbed")
        ->type_name("DIR");
    app->add_option(
           "--rules", options->rules, "The draft, folders or files of packs; none: the built-in ones"
    )
        ->type_name("DIR")
        ->expected(1, 64);
    app->add_option("--from", options->from, "First shop-day of the sessions' start, as 2025-11-11")
        ->type_name("DAY");
    app->add_option("--to", options->to, "Last one, inclusive")->type_name("DAY");
    app->add_option("--tenant", options->tenant, "Whose");
    app->add_option("--cores", options->cores, "Threads that judge; 0: one a processor. Changes no figure")
        ->check(CLI::Range(0u, 64u));
    app->add_option("--examples", options->examples, "Of each rule and kind of change")
        ->check(CLI::Range(0, 1000));
    app->add_option("--language", options->language, "Of the tables")->check(CLI::IsMember({"zh", "en"}));
    app->add_flag("--json", options->json, "JSON instead of tables");
    app->footer(
        "Writes nothing. Looks at sessions that have ended; verdicts count by their settled form.\n"
        "Exits 0 if nothing would be decided otherwise, 1 if something would, 2 on bad usage, packs with "
        "errors or an unreadable store."
    );
    list.push_back({app, [options] { return run_backtest(*options, std::cout, std::cerr); }});
}

void add_verify(CLI::App& root, commands& list)
{
    CLI::App* const app =
        root.add_subcommand("verify", "Recompute stored verdicts from stored messages and compare");
    const auto options = std::make_shared<verify_options>();
    app->option_defaults()->always_capture_default();
    app->add_option("--data", options->data, "Folder of the store; a running server is not disturbed")
        ->type_name("DIR");
    app->add_option("--tenant", options->tenant, "Only of this tenant");
    CLI::Option* const verdict =
        app->add_option("--verdict", options->verdict, "Only this one")->type_name("ID");
    app->add_option("--day", options->day, "Only sessions that began on this shop-day, as 2025-11-11")
        ->type_name("DAY")
        ->excludes(verdict);
    app->add_option("--differences", options->differences, "How many to tell in words; all are counted");
    app->add_flag("--json", options->json, "JSON instead of text");
    app->footer(
        "By the rules kept in the store, not by those of the command line; people's decisions are not "
        "looked at.\n"
        "Exits 0 if all are equal, 1 with differences, 2 on bad usage or an unreadable store, 3 if "
        "there is no difference but\nthe messages of some sessions have been removed by retention."
    );
    list.push_back({app, [options] { return run_verify(*options, std::cout, std::cerr); }});
}

} // namespace chatqc::app
