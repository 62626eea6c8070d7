#include "app/commands.h"
#include "app/option_types.h"
#include "app/rules_explain.h"
#include "app/rules_profile.h"
#include "app/rules_promote.h"
#include "app/rules_views.h"
#include "app/rules_withdraw.h"

#include <CLI/CLI.hpp>

#include <chrono>
#include <iostream>
#include <memory>

namespace chatqc::app {
namespace {

void add_language(CLI::App& to, std::string& language)
{
    to.add_option("--language", language, "Of the words")->check(CLI::IsMember({"zh", "en"}));
}

void add_packs(CLI::App& to, std::vector<std::string>& folders)
{
    to.add_option("--rules", folders, "Folders of packs, taken together; none: the built-in packs")
        ->type_name("DIR")
        ->expected(1, 64);
}

void add_list(CLI::App& to, commands& list)
{
    CLI::App* const app = to.add_subcommand("list", "The rules of packs, a line each");
    const auto options = std::make_shared<rules_list_options>();
    app->option_defaults()->always_capture_default();
    app->add_option("packs", options->folders, "Folders of packs, taken together; none: the built-in packs")
        ->type_name("DIR");
    add_language(*app, options->language);
    app->add_flag("--json", options->json, "JSON instead of a table");
    app->footer("Exits 0, or 2 if the packs have errors or cannot be read.");
    list.push_back({app, [options] { return run_rules_list(*options, std::cout); }});
}

void add_describe(CLI::App& to, commands& list)
{
    CLI::App* const app = to.add_subcommand("describe", "What a rule means, in words");
    const auto options = std::make_shared<rules_describe_options>();
    app->option_defaults()->always_capture_default();
    app->add_option("rule", options->rule, "Its id")->required();
    add_packs(*app, options->folders);
    add_language(*app, options->language);
    app->add_flag("--json", options->json, "JSON instead of text");
    app->footer("Exits 0, 1 if there is no such rule, 2 if the packs have errors or cannot be read.");
    list.push_back({app, [options] { return run_rules_describe(*options, std::cout); }});
}

void add_schema(CLI::App& to, commands& list)
{
    CLI::App* const app =
        to.add_subcommand("schema", "A JSON Schema of rule files, for editors that complete and check");
    app->footer("In a rule file: # yaml-language-server: $schema=chatqc-rules.json\n"
                "Exits 0.");
    list.push_back({app, [] { return run_rules_schema(std::cout); }});
}

void add_explain(CLI::App& to, commands& list)
{
    CLI::App* const app = to.add_subcommand(
        "explain", "Why a rule fires on a conversation or does not, condition by condition"
    );
    const auto options = std::make_shared<rules_explain_options>();
    app->option_defaults()->always_capture_default();
    app->add_option("rule", options->rule, "Its id")->required();
    app->add_option("files", options->files, "Files of messages, one a line")->type_name("FILE")->required();
    app->add_option("--conversation", options->conversation, "Which one, where the files hold several");
    add_packs(*app, options->folders);
    app->add_option("--tenant", options->tenant, "Whose");
    add_language(*app, options->language);
    app->add_flag("--json", options->json, "JSON instead of text");
    app->footer("Judges the conversation again and again, each time with one condition left out or moved, "
                "and says which "
                "stood in the way.\nExits 0 if the rule fires, 1 if it does not, 2 on bad packs or files.");
    list.push_back({app, [options] { return run_rules_explain(*options, std::cout, std::cerr); }});
}

void add_profile(CLI::App& to, commands& list)
{
    CLI::App* const app = to.add_subcommand("profile", "What each rule finds and costs on real messages");
    const auto options = std::make_shared<rules_profile_options>();
    app->option_defaults()->always_capture_default();
    app->add_option("files", options->files, "Files of messages, one a line")->type_name("FILE")->required();
    add_packs(*app, options->folders);
    app->add_option("--tenant", options->tenant, "Whose");
    app->add_option("--messages", options->messages_max, "Read at most so many; they are held in memory");
    app->add_option("--runs", options->runs, "Of each measurement; the shortest counts")
        ->check(CLI::Range(1, 100));
    add_language(*app, options->language);
    app->add_flag("--json", options->json, "JSON instead of a table");
    app->footer("Times by ablation: judging by one rule less judging by none, and the whole matcher less "
                "what that rule "
                "alone reads.\nExits 0, or 2 on bad packs or files.");
    list.push_back({app, [options] { return run_rules_profile(*options, std::cout, std::cerr); }});
}

void add_promote(CLI::App& to, commands& list)
{
    CLI::App* const app = to.add_subcommand("promote", "Take a rule from trial to live, in its file");
    const auto options = std::make_shared<rules_promote_options>();
    app->add_option("rule", options->rule, "Its id")->required();
    app->add_option("packs", options->folders, "Folders of packs, taken together")
        ->type_name("DIR")
        ->required();
    app->add_flag("--dry-run", options->dry_run, "Only say what would be changed");
    app->footer(
        "Changes `mode: shadow` to live and nothing else of the file, if the packs are still free of errors "
        "and "
        "their tests pass.\nExits 0 if it is (or would be) changed, 1 if there is nothing to change, or it "
        "must be "
        "changed by hand, or tests fail, 2 on bad packs, an unknown rule or a file that cannot be written."
    );
    list.push_back({app, [options] { return run_rules_promote(*options, std::cout); }});
}

void add_withdraw(CLI::App& to, commands& list)
{
    CLI::App* const app =
        to.add_subcommand("withdraw", "All verdicts of a bad version of a rule count no more");
    const auto options = std::make_shared<rules_withdraw_options>();
    app->option_defaults()->always_capture_default();
    app->add_option("version", options->version, "RULE@HASH, as verdicts name it")->required();
    add_time(*app, "--from", options->from, "Decided from then on");
    add_time(*app, "--to", options->to, "Decided before");
    app->add_option("--reason", options->reason, "Why, a code of your own; kept with each")->required();
    app->add_option("--by", options->by, "Who decides");
    app->add_option("--data", options->data, "Folder of a store that no server uses")->type_name("DIR");
    app->add_option("--tenant", options->tenant, "Whose verdicts");
    app->add_flag(
        "--lines",
        options->lines,
        "Print the decisions as POST /v1/reviews takes them, and keep none: beside a running server"
    );
    app->footer("Exits 0 if some were withdrawn, 1 if there was nothing to, 2 if the store cannot be used.");
    list.push_back({app, [options] {
                        const auto now = std::chrono::time_point_cast<engine::milliseconds>(
                            std::chrono::system_clock::now()
                        );
                        return run_rules_withdraw(*options, now, std::cout, std::cerr);
                    }});
}

} // namespace

void add_rules_views(CLI::App& rules, commands& list)
{
    add_list(rules, list);
    add_describe(rules, list);
    add_schema(rules, list);
    add_explain(rules, list);
    add_profile(rules, list);
    add_promote(rules, list);
    add_withdraw(rules, list);
}

} // namespace chatqc::app
