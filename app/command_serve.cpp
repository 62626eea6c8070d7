#include "app/commands.h"
#include "app/config.h"
#include "app/option_types.h"
#include "app/serve.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace chatqc::app {
namespace {

// Every option but --config is also a key of the configuration file.
void declare(CLI::App& to, serve_options& options)
{
    to.option_defaults()->always_capture_default();
    to.add_option("--data", options.data, "Folder of the store; made if it is not there")->type_name("DIR");
    to.add_option(
          "--listen", options.listen, "Address for messages, feed, REST and page; port 0 takes a free one"
    )
        ->type_name("HOST:PORT")
        ->check(CLI::Validator{check_listen, ""});
    to.add_option("--rules", options.rules, "Packs to judge by, folders or files; none: the built-in ones")
        ->type_name("DIR")
        ->expected(1, 64);
    to.add_option("--tenant", options.tenant, "Tenant of connections without a token");
    to.add_option("--tokens", options.tokens, "File of tokens, their tenants and rights; none: loopback only")
        ->type_name("FILE");
    add_time(
        to,
        "--at",
        options.at,
        "Event time at which packs that differ from the newest become active; none: now"
    );
    to.add_flag(
        "--reload-on-change",
        options.reload_on_change,
        "Read the packs again when a file of theirs changes, as SIGHUP and POST /-/reload do"
    );
    to.add_option("--shards", options.shards, "Threads that judge; may differ from start to start")
        ->check(CLI::Range(1u, 64u));
    add_duration(
        to, "--lateness", options.lateness, "How long a live source's messages wait for their order"
    );
    add_duration(
        to, "--source-grace", options.source_grace, "How long a cut-off live source holds deadlines back"
    );
    to.add_option("--report-time", options.report_time, "Shop-local time of the daily report; \"\" for never")
        ->type_name("HH:MM")
        ->check(CLI::Validator{check_time_of_day, ""});
    to.add_option("--log-level", options.log_level, "debug, info, warn or error")
        ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
}

using arguments = std::vector<std::string>;

void parse(CLI::App& app, arguments from)
{
    std::reverse(from.begin(), from.end()); // as CLI11 wants them
    app.parse(std::move(from));
}

arguments arguments_of(const config_entry& entry)
{
    arguments result;
    for (const std::string& value : entry.values) {
        result.push_back("--" + entry.key + '=' + value);
    }
    return result;
}

// Each entry by itself, so that its error has its line.
void check_entry(const config_entry& entry, const std::string& file, std::vector<config_error>& errors)
{
    CLI::App one;
    serve_options ignored;
    declare(one, ignored);
    const CLI::Option* const option = one.get_option_no_throw("--" + entry.key);
    if (option == nullptr || entry.key == "help") {
        errors.push_back({file, entry.line, entry.key, "there is no such key"});
    } else if (entry.is_list && option->get_expected_max() == 1) {
        errors.push_back({file, entry.line, entry.key, "takes one value, not a list"});
    } else {
        try {
            parse(one, arguments_of(entry));
        } catch (const CLI::ParseError& error) {
            std::string message = error.what();
            if (const std::string prefix = "--" + entry.key + ": "; message.starts_with(prefix)) {
                message.erase(0, prefix.size());
            }
            errors.push_back({file, entry.line, entry.key, message});
        }
    }
}

// The file's values, then those of the command line over them.
bool merge(const CLI::App& given, serve_options& options)
{
    config_file file = read_config(options.config);
    for (const config_entry& entry : file.entries) {
        check_entry(entry, options.config, file.errors);
    }
    if (!file.errors.empty()) {
        for (const config_error& error : file.errors) {
            fmt::print(stderr, "chatqc serve: {}\n", to_text(error));
        }
        return false;
    }
    arguments all;
    for (const config_entry& entry : file.entries) {
        if (given.get_option("--" + entry.key)->count() == 0) {
            const arguments more = arguments_of(entry);
            all.insert(all.end(), more.begin(), more.end());
        }
    }
    for (const CLI::Option* const option : given.get_options()) {
        for (const std::string& value : option->results()) {
            if (option->get_name() != "--config") {
                all.push_back(option->get_name() + '=' + value);
            }
        }
    }
    CLI::App merged;
    serve_options result;
    declare(merged, result);
    parse(merged, std::move(all));
    result.config = options.config;
    options = std::move(result);
    return true;
}

} // namespace

void add_serve(CLI::App& root, commands& list)
{
    CLI::App* const app = root.add_subcommand("serve", "Take messages, judge them, show what is found");
    const auto options = std::make_shared<serve_options>();
    declare(*app, *options);
    app->add_option(
           "--config", options->config, "File of `key = value` lines; the keys are these options' names"
    )
        ->type_name("FILE");
    app->footer("Without a configuration: loopback, store in ./data, built-in packs. Ends cleanly on SIGTERM."
    );
    list.push_back({app, [app, options] {
                        if (!options->config.empty() && !merge(*app, *options)) {
                            return 2;
                        }
                        return run_serve(*options);
                    }});
}

} // namespace chatqc::app
