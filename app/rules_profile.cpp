#include "app/rules_profile.h"

#include "app/line_reader.h"
#include "app/pack_check.h"
#include "app/progress.h"
#include "app/rule_costs.h"
#include "connectors/codec/decode.h"
#include "rules/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace chatqc::app {

namespace {

// Reads the files' messages into the meter; a sentence if one cannot be read.
std::string read_into(cost_meter& to, const rules_profile_options& options)
{
    using kind = connectors::message_decoder::line_result::kind;
    connectors::message_decoder decoder;
    connectors::decode_context how;
    how.tenant_name = options.tenant;
    for (const std::string& file : options.files) {
        line_reader lines{file};
        std::string_view line;
        while (lines.error().empty() && to.messages() < options.messages_max) {
            const auto outcome = lines.next(line, std::chrono::milliseconds{1000});
            if (outcome == line_reader::outcome::end)
                break;
            if (outcome != line_reader::outcome::line ||
                line.find_first_not_of(" \t\r") == std::string_view::npos)
                continue;
            const auto read = decoder.decode_line(line, how);
            if (read.what != kind::refused && read.what != kind::end)
                to.add(read.message);
        }
        if (!lines.error().empty())
            return lines.error();
    }
    return to.messages() == 0 ? "the files hold no message" : "";
}

void print_table(
    const std::vector<rule_cost>& costs,
    const rules::rule_set& set,
    const cost_meter& meter,
    bool zh,
    std::ostream& out
)
{
    const auto in = [zh](std::string_view chinese, std::string_view english) {
        return zh ? chinese : english;
    };
    out << meter.messages() << in(" 条消息；不含规则的引擎 ", " messages; the engine without rules ")
        << fmt::format("{:.0f}", meter.bare_ns()) << in(" ns/条，匹配 ", " ns each, matching ")
        << fmt::format("{:.0f}", meter.matching_ns()) << in(" ns/条\n", " ns each\n");
    out
        << (zh ? "    命中      检查   判定 ns   匹配 ns  规则\n"
               : "    hits    checks  judge ns  match ns  rule\n");
    for (const rule_cost& each : costs)
        out << fmt::format(
            "{:>8}  {:>8}  {:>8.1f}  {:>8.1f}  {}\n",
            each.hits,
            each.checks,
            each.judging_ns,
            each.matching_ns,
            set.rules[each.rule].id
        );
}

void print_json(
    const std::vector<rule_cost>& costs,
    const rules::rule_set& set,
    const cost_meter& meter,
    std::ostream& out
)
{
    std::string list;
    for (const rule_cost& each : costs)
        list += fmt::format(
            R"({}{{"rule":{},"hash":"{}","hits":{},"checks":{},"judging_ns":{:.1f},"matching_ns":{:.1f}}})",
            list.empty() ? "" : ",",
            rules::json_string(set.rules[each.rule].id),
            set.rules[each.rule].hash,
            each.hits,
            each.checks,
            each.judging_ns,
            each.matching_ns
        );
    out << fmt::format(
               R"({{"messages":{},"bare_ns":{:.1f},"matching_ns":{:.1f},"rules":[{}]}})",
               meter.messages(),
               meter.bare_ns(),
               meter.matching_ns(),
               list
           )
        << "\n";
}

} // namespace

int run_rules_profile(const rules_profile_options& options, std::ostream& out, std::ostream& errors)
{
    const checked_packs checked = check_pack_folders(options.folders, nullptr);
    if (checked.has_errors()) {
        errors << diagnostics_text(checked.diagnostics);
        return 2;
    }
    cost_meter meter(checked.unit, options.tenant, options.runs);
    if (const std::string problem = read_into(meter, options); !problem.empty()) {
        errors << problem << "\n";
        return 2;
    }
    const auto& set = *checked.unit->rules;
    std::vector<rule_cost> costs;
    progress_line progress;
    meter.begin();
    for (rules::rule_index rule = 0; rule < set.rules.size(); ++rule) {
        if (progress.is_due())
            progress.show(fmt::format("{} of {} rules", rule, set.rules.size()));
        costs.push_back(meter.measure(rule));
    }
    progress.clear();
    std::stable_sort(costs.begin(), costs.end(), [](const rule_cost& a, const rule_cost& b) {
        return a.judging_ns + a.matching_ns > b.judging_ns + b.matching_ns;
    });
    if (options.json)
        print_json(costs, set, meter, out);
    else
        print_table(costs, set, meter, options.language == "zh", out);
    return 0;
}

} // namespace chatqc::app
