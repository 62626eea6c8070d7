#include "app/commands.h"
#include "app/convert.h"
#include "app/option_types.h"
#include "app/replay.h"
#include "app/send_command.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace chatqc::app {

void add_send(CLI::App& root, commands& list)
{
    CLI::App* const app =
        root.add_subcommand("send", "Stream messages (NDJSON) to a server and wait for its acks");
    const auto options = std::make_shared<send_options>();
    app->option_defaults()->always_capture_default();
    app->add_option(
           "files", options->files, "One message a line; one file after the other, - is standard input"
    )
        ->type_name("FILE")
        ->default_str("")
        ->required();
    app->add_option("--to", options->to, "Server: ws://HOST:PORT, http://HOST:PORT or HOST:PORT")
        ->type_name("URL");
    app->add_option(
        "--source", options->source, "Name of the source (default: the file's); NAME/1 … with --connections"
    );
    app->add_option("--token", options->token, "Bearer token; its tenant is that of the messages");
    CLI::Option* const rate =
        app->add_option("--rate", options->rate, "Messages a second over all connections; 0: no limit")
            ->check(CLI::NonNegativeNumber);
    CLI::Option* const speed = app->add_option(
                                      "--speed",
                                      options->speed,
                                      "Play by the messages' own times: 1 as they were, 60 an hour a minute"
    )
                                   ->check(CLI::NonNegativeNumber);
    app->add_flag_callback(
           "--max", [] {}, "As fast as the server stores them (the default)"
    )
        ->excludes(rate)
        ->excludes(speed);
    app->add_flag("--live", options->live, "A live source: deadlines fire by the clock, and no end is sent");
    app->add_flag("--shift-to-now", options->shift_to_now, "Move every ts so that the first message is now");
    app->add_option("--connections", options->connections, "A conversation stays on one of them")
        ->check(CLI::Range(1u, 256u));
    app->add_option("--batch", options->batch, "Messages a frame")->check(CLI::Range(1u, 1000u));
    CLI::Option* const text = app->add_flag_callback(
        "--text", [options] { options->binary = false; }, "Text frames"
    );
    app->add_flag_callback(
           "--binary", [] {}, "Binary frames, which cost the server less (the default)"
    )
        ->excludes(text);
    add_duration(
        *app, "--give-up-after", options->give_up_after, "Without a connection or an ack; 0s: never"
    );
    app->add_flag("--json", options->json, "The summary as JSON on standard output");
    app->footer(
        "Exits 0 if all is acknowledged, 1 if messages were refused or not all could be sent, 2 on bad input."
    );
    list.push_back({app, [options] { return run_send(*options); }});
}

void add_convert(CLI::App& root, commands& list)
{
    CLI::App* const app = root.add_subcommand("convert", "Turn a spreadsheet export into messages (NDJSON)");
    const auto options = std::make_shared<convert_options>();
    app->option_defaults()->always_capture_default();
    app->add_option("in", options->in, "The table; - is standard input")->type_name("FILE")->required();
    app->add_option("--from", options->from, "Kind of table")->check(CLI::IsMember({"csv"}));
    app->add_option("--map", options->map, "Which column is which field (docs/cli.md)")
        ->type_name("FILE")
        ->required();
    app->add_option("--out", options->out, "Result (default: standard output)")->type_name("FILE");
    app->add_option("--encoding", options->encoding, "auto, utf-8, gb18030 (also gbk) or utf-16")
        ->check(CLI::IsMember({"auto", "utf-8", "utf8", "gb18030", "gbk", "gb2312", "utf-16", "utf16"}));
    app->add_option("--separator", options->separator, "Between cells: auto, comma, semicolon or tab")
        ->check(CLI::IsMember({"auto", "comma", "semicolon", "tab", ",", ";"}));
    app->add_flag("--preview", options->preview, "Show ten rows and every error, write no file");
    app->add_option("--errors", options->errors_shown, "How many failed rows to print; all are counted");
    app->footer("Exits 0, 1 if rows failed (the others are written), 2 on bad input.");
    list.push_back({app, [options] { return run_convert(*options); }});
}

void add_replay(CLI::App& root, commands& list)
{
    CLI::App* const app = root.add_subcommand("replay", "Judge files of messages without a server");
    const auto options = std::make_shared<replay_options>();
    app->option_defaults()->always_capture_default();
    app->add_option("files", options->files, "One message a line; the end of a file is its source's end")
        ->type_name("FILE")
        ->default_str("")
        ->required();
    app->add_option("--rules", options->rules, "Packs to judge by, folders or files; none: the built-in ones")
        ->type_name("DIR[@TIME]")
        ->expected(1, 64);
    app->add_option("--out", options->out, "Settled verdicts, one a line (default: standard output)")
        ->type_name("FILE");
    app->add_option("--incidents", options->incidents, "Also what incidents they come to, one a line")
        ->type_name("FILE");
    app->add_option("--tenant", options->tenant, "Tenant of the messages");
    add_time(*app, "--until", options->until, "Leave out what is later");
    app->footer(
        "Folders with one @TIME judge together the sessions that begin from that event time on; those "
        "without are the first.\n"
        "Prints exactly what `chatqc export verdicts --settled` prints of the same messages."
    );
    list.push_back({app, [options] { return run_replay(*options); }});
}

} // namespace chatqc::app
