#include "app/commands.h"
#include "app/export_command.h"
#include "app/reviews.h"

#include <CLI/CLI.hpp>

#include <map>
#include <memory>

namespace chatqc::app {
namespace {

void declare_place(CLI::App& to, export_options& options)
{
    to.option_defaults()->always_capture_default();
    to.add_option("--data", options.data, "Folder of the store; a running server is not disturbed")
        ->type_name("DIR");
    to.add_option("--tenant", options.tenant, "Only of this tenant");
    to.add_option("--out", options.out, "Result (default: standard output)")->type_name("FILE");
}

void declare_export(CLI::App& to, export_options& options)
{
    declare_place(to, options);
    const std::map<std::string, export_format> formats{
        {"ndjson", export_format::ndjson}, {"csv", export_format::csv}};
    to.add_option("--format", options.format, "ndjson or csv (UTF-8 with byte order mark)")
        ->transform(CLI::CheckedTransformer{formats})
        ->default_str("ndjson");
}

} // namespace

void add_export(CLI::App& root, commands& list)
{
    CLI::App* const app = root.add_subcommand("export", "Print what is stored");
    app->require_subcommand(1);
    const auto options = std::make_shared<export_options>();

    CLI::App* const messages = app->add_subcommand("messages", "Messages as they arrived");
    declare_export(*messages, *options);
    messages->add_flag("--too-late", options->too_late, "Also those that came too late to be judged");
    list.push_back({messages, [options] { return run_export_messages(*options); }});

    CLI::App* const verdicts = app->add_subcommand("verdicts", "Verdicts by (decided_at, id)");
    declare_export(*verdicts, *options);
    verdicts->add_flag(
        "--settled",
        options->settled,
        "Only final ones of ended sessions, as `chatqc replay --out` prints them"
    );
    list.push_back({verdicts, [options] { return run_export_verdicts(*options); }});

    CLI::App* const incidents =
        app->add_subcommand("incidents", "Incidents, as `chatqc replay --incidents` prints them");
    declare_export(*incidents, *options);
    list.push_back({incidents, [options] { return run_export_incidents(*options); }});

    CLI::App* const reviews =
        app->add_subcommand("reviews", "What people decided on verdicts, as lines of JSON");
    declare_place(*reviews, *options);
    list.push_back({reviews, [options] { return run_export_reviews(*options); }});

    CLI::App* const duties = app->add_subcommand(
        "duties", "Promises with a time and what has become of them, the soonest due first, as lines of JSON"
    );
    declare_place(*duties, *options);
    list.push_back({duties, [options] { return run_export_duties(*options); }});
}

void add_import(CLI::App& root, commands& list)
{
    CLI::App* const app = root.add_subcommand("import", "Take in what was decided elsewhere");
    app->require_subcommand(1);
    CLI::App* const reviews = app->add_subcommand("reviews", "Decisions on verdicts, one JSON object a line");
    const auto options = std::make_shared<import_reviews_options>();
    reviews->option_defaults()->always_capture_default();
    reviews->add_option("file", options->file, "The lines; - reads standard input")->required();
    reviews->add_option("--data", options->data, "Folder of a store that no server uses")->type_name("DIR");
    reviews->add_option("--tenant", options->tenant, "Whose verdicts");
    reviews->footer("Exits 0 if all lines are taken, 1 if some are not, 2 if the store cannot be used.");
    list.push_back({reviews, [options] { return run_import_reviews(*options); }});
}

void add_dead_letters(CLI::App& root, commands& list)
{
    CLI::App* const app = root.add_subcommand("dead-letters", "Messages that were refused");
    app->require_subcommand(1);
    CLI::App* const letters = app->add_subcommand("list", "The newest ones, with the reason and the bytes");
    const auto options = std::make_shared<dead_letters_options>();
    letters->option_defaults()->always_capture_default();
    letters->add_option("--data", options->data, "Folder of the store; a running server is not disturbed")
        ->type_name("DIR");
    letters->add_option("--tenant", options->tenant, "Whose");
    letters->add_option("--limit", options->limit, "How many")->check(CLI::Range(1, 10000));
    letters->add_flag("--json", options->json, "One JSON object a line");
    letters->footer("Exits 0 if there are none, 1 if there are.");
    list.push_back({letters, [options] { return run_dead_letters_list(*options); }});
}

} // namespace chatqc::app
