#include "app/mutate_command.h"

#include "app/pack_check.h"

#include <fmt/format.h>

#include <ostream>

namespace chatqc::app {

namespace {

constexpr double goal_with_homophones = 95;
constexpr double goal_otherwise = 90;

struct totals {
    caught_share with_homophones; // of the lists that ask for them, what they ask for
    caught_share otherwise;       // of all other rules, what they ask for …
    caught_share all_but_sounds;  // … and everything but homophones and pinyin

    [[nodiscard]] bool reached() const
    {
        return with_homophones.percent() >= goal_with_homophones && otherwise.percent() >= goal_otherwise;
    }
};

totals totals_of(const std::vector<mutated_rule>& all)
{
    totals sum;
    for (const mutated_rule& each : all) {
        (each.homophones ? sum.with_homophones : sum.otherwise) += each.asked();
        sum.all_but_sounds += each.homophones ? caught_share{} : each.but_sounds();
    }
    return sum;
}

// "5/5", in brackets where the rule does not ask for it, "-" where the words offered no hold.
std::string cell(const mutated_rule& one, std::size_t kind)
{
    const caught_share& share = one.by_kind[kind];
    if (share.tried == 0)
        return "-";
    const std::string text = fmt::format("{}/{}", share.caught, share.tried);
    return one.is_asked(static_cast<disguise_kind>(kind)) ? text : "(" + text + ")";
}

std::string table(const std::vector<mutated_rule>& all)
{
    std::string text = fmt::format("{:<32}", "rule");
    for (std::size_t kind = 0; kind < disguise_kinds; ++kind)
        text += fmt::format("{:>11}", name_of(static_cast<disguise_kind>(kind)));
    text += fmt::format("{:>9}  {}\n", "caught", "list");
    for (const mutated_rule& each : all) {
        text += fmt::format("{:<32}", each.rule);
        for (std::size_t kind = 0; kind < disguise_kinds; ++kind)
            text += fmt::format("{:>11}", cell(each, kind));
        text += fmt::format(
            "{:>7.1f} %  {}{}\n",
            each.asked().percent(),
            each.list.empty() ? "(expression)" : each.list,
            each.homophones ? " (homophones)" : ""
        );
    }
    return text;
}

std::string total_text(const char* what, const caught_share& share, double goal)
{
    return fmt::format(
        "{}: {:.1f} % of {} caught (goal {:.0f} %)\n", what, share.percent(), share.tried, goal
    );
}

std::string missed_text(const std::vector<mutated_rule>& all)
{
    std::string text;
    for (const mutated_rule& each : all)
        for (const missed_disguise& one : each.missed)
            if (each.is_asked(one.kind))
                text += fmt::format("missed {} {}: {}\n", each.rule, name_of(one.kind), one.text);
    return text;
}

std::string share_json(const caught_share& share)
{
    return fmt::format("{{\"tried\":{},\"caught\":{}}}", share.tried, share.caught);
}

std::string rule_json(const mutated_rule& one)
{
    std::string kinds;
    for (std::size_t kind = 0; kind < disguise_kinds; ++kind)
        kinds += fmt::format(
            "{}\"{}\":{}",
            kind == 0 ? "" : ",",
            name_of(static_cast<disguise_kind>(kind)),
            share_json(one.by_kind[kind])
        );
    std::string missed;
    for (const missed_disguise& each : one.missed)
        missed += fmt::format(
            "{}{{\"kind\":\"{}\",\"test\":{},\"text\":{}}}",
            missed.empty() ? "" : ",",
            name_of(each.kind),
            rules::json_string(each.test),
            rules::json_string(each.text)
        );
    return fmt::format(
        "{{\"rule\":{},\"list\":{},\"homophones\":{},\"asked\":{},\"kinds\":{{{}}},\"missed\":[{}]}}",
        rules::json_string(one.rule),
        rules::json_string(one.list),
        one.homophones,
        share_json(one.asked()),
        kinds,
        missed
    );
}

std::string result_json(const mutate_options& options, const std::vector<mutated_rule>& all)
{
    const totals sum = totals_of(all);
    std::string rules;
    for (const mutated_rule& each : all)
        rules += (rules.empty() ? "" : ",") + rule_json(each);
    return fmt::format(
        "{{\"ok\":{},\"seed\":{},\"rounds\":{},\"with_homophones\":{},\"otherwise\":{},\"all_but_sounds\":{},"
        "\"rules\":[{}]}}\n",
        sum.reached(),
        options.how.seed,
        options.how.rounds,
        share_json(sum.with_homophones),
        share_json(sum.otherwise),
        share_json(sum.all_but_sounds),
        rules
    );
}

} // namespace

int run_rules_mutate(const mutate_options& options, std::ostream& out)
{
    const checked_packs checked = check_pack_folders(options.folders, nullptr);
    if (checked.has_errors()) {
        out << (options.json ? "{\"ok\":false,\"rules\":[]}\n" : diagnostics_text(checked.diagnostics));
        return 2;
    }
    const auto all = mutate(checked.tests, checked.unit, options.how);
    const totals sum = totals_of(all);
    if (options.json) {
        out << result_json(options, all);
    } else {
        out << table(all) << (options.missed ? missed_text(all) : "")
            << total_text("lists with homophones", sum.with_homophones, goal_with_homophones)
            << total_text("all other rules", sum.otherwise, goal_otherwise)
            << fmt::format(
                   "the same with kinds that they do not ask for, homophones and pinyin apart: {:.1f} % of "
                   "{}\n",
                   sum.all_but_sounds.percent(),
                   sum.all_but_sounds.tried
               );
    }
    return sum.reached() ? 0 : 1;
}

} // namespace chatqc::app
