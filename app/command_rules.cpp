#include "app/commands.h"
#include "app/mutate_command.h"
#include "app/report_command.h"
#include "app/rules_command.h"
#include "app/units.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace chatqc::app {
namespace {

struct rules_options {
    std::vector<std::string> folders;
    bool json = false;
};

using rules_command = int (*)(const std::vector<std::string>&, bool, std::ostream&);

void add_rules_command(
    CLI::App& to,
    commands& list,
    const std::string& name,
    const std::string& help,
    const std::string& statuses,
    rules_command run
)
{
    CLI::App* const app = to.add_subcommand(name, help);
    const auto options = std::make_shared<rules_options>();
    app->add_option("packs", options->folders, "Folders of packs, taken together; none: the built-in packs")
        ->type_name("DIR");
    app->add_flag("--json", options->json, "JSON instead of text");
    app->footer(statuses);
    list.push_back({app, [options, run] { return run(options->folders, options->json, std::cout); }});
}

void add_mutate(CLI::App& to, commands& list)
{
    CLI::App* const app =
        to.add_subcommand("mutate", "Disguise the words of every firing test: which are still caught");
    const auto options = std::make_shared<mutate_options>();
    app->add_option("packs", options->folders, "Folders of packs, taken together; none: the built-in packs")
        ->type_name("DIR");
    app->add_option("--seed", options->how.seed, "Other disguises for another seed")->capture_default_str();
    app->add_option("--rounds", options->how.rounds, "Disguises of each kind a test")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    app->add_flag("--missed", options->missed, "Show the disguises that were not caught");
    app->add_flag("--json", options->json, "JSON instead of text");
    app->footer(
        "Exits 0 if 95 % are caught where lists ask for homophones and 90 % elsewhere, 1 if fewer, 2 if the "
        "packs have errors or cannot be read."
    );
    list.push_back({app, [options] { return run_rules_mutate(*options, std::cout); }});
}

} // namespace

void add_rules(CLI::App& root, commands& list)
{
    CLI::App* const app = root.add_subcommand("rules", "Check, test and explain rule packs");
    app->require_subcommand(1);
    add_rules_command(
        *app,
        list,
        "check",
        "Tell everything that is wrong with packs",
        "Exits 0 without errors (there may be warnings), 1 with errors, 2 if a folder cannot be read.",
        &run_rules_check
    );
    add_rules_command(
        *app,
        list,
        "test",
        "Run the tests of packs",
        "Exits 0 if all pass, 1 if some fail, 2 if the packs have errors or cannot be read.",
        &run_rules_test
    );
    add_mutate(*app, list);
    add_rules_views(*app, list);
}

void add_report(CLI::App& root, commands& list)
{
    CLI::App* const app = root.add_subcommand("report", "Reports from a store");
    app->require_subcommand(1);
    CLI::App* const daily =
        app->add_subcommand("daily", "The report of one shop-day: page, spreadsheets, JSON");
    const auto options = std::make_shared<report_daily_options>();
    daily->option_defaults()->always_capture_default();
    daily->add_option("--data", options->data, "Folder of the store; a running server is not disturbed")
        ->type_name("DIR");
    daily->add_option("--date", options->date, "Shop-day, as 2025-11-11")->type_name("DATE")->required();
    daily->add_option("--out", options->out, "Folder for the files (default: only a summary is printed)")
        ->type_name("DIR");
    daily->add_option("--tenant", options->tenant, "Whose");
    daily->add_option("--language", options->language, "Of the page and the spreadsheets' headers")
        ->check(CLI::IsMember({"zh", "en"}));
    daily->add_flag("--json", options->json, "The whole report as JSON on standard output");
    list.push_back({daily, [options] {
                        return run_report_daily(*options, &load_report_rules, std::cout, std::cerr);
                    }});
}

} // namespace chatqc::app
