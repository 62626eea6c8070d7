#include "app/rules_command.h"

#include "app/pack_check.h"
#include "app/rule_test_runner.h"
#include "app/test_coverage.h"

#include <ostream>

namespace chatqc::app {

namespace {

std::string counted(std::size_t count, const std::string& word)
{
    return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
}

std::string diagnostics_json(const std::vector<rules::diagnostic>& diagnostics)
{
    std::string result = "[";
    for (const rules::diagnostic& each : diagnostics)
        result += (result.size() == 1 ? "" : ",") + rules::to_json(each);
    return result + "]";
}

// "2 packs, 41 rules, 12 lists, 160 tests, hash 0123456789abcdef"
std::string figures(const checked_packs& checked)
{
    const rules::rule_set& set = *checked.unit->rules;
    return counted(set.packs.size(), "pack") + ", " + counted(set.rules.size(), "rule") + ", " +
           counted(set.lists.size(), "list") + ", " + counted(checked.tests.size(), "test") + ", hash " +
           set.hash;
}

std::string packs_json(const checked_packs& checked)
{
    if (checked.unit == nullptr)
        return "null";
    const rules::rule_set& set = *checked.unit->rules;
    std::string rule_list;
    for (const rules::rule& each : set.rules)
        rule_list += (rule_list.empty() ? "" : ",") + std::string("{\"id\":") + rules::json_string(each.id) +
                     ",\"pack\":" + rules::json_string(each.pack) +
                     ",\"hash\":" + rules::json_string(each.hash) + "}";
    return "{\"hash\":" + rules::json_string(set.hash) + ",\"rules\":[" + rule_list + "]}";
}

struct failed_test {
    const rules::test_case* test;
    std::vector<test_failure> failures;
};

std::string place_text(const rules::place& where)
{
    return where.file + ":" + std::to_string(where.line);
}

std::string failed_text(const failed_test& failed)
{
    std::string result = "FAILED " + place_text(failed.test->where) + ": " + failed.test->name + "\n";
    for (const test_failure& each : failed.failures)
        result += "  line " + std::to_string(each.where.line) + ": " + each.message + "\n";
    return result;
}

std::string failed_json(const failed_test& failed)
{
    std::string messages;
    for (const test_failure& each : failed.failures)
        messages += (messages.empty() ? "" : ",") + std::string("{\"line\":") +
                    std::to_string(each.where.line) + ",\"message\":" + rules::json_string(each.message) +
                    "}";
    return "{\"name\":" + rules::json_string(failed.test->name) +
           ",\"file\":" + rules::json_string(failed.test->where.file) +
           ",\"line\":" + std::to_string(failed.test->where.line) + ",\"failures\":[" + messages + "]}";
}

std::string coverage_json(const std::vector<rule_coverage>& coverage)
{
    std::string list;
    for (const rule_coverage& each : coverage)
        list += (list.empty() ? "" : ",") + std::string("{\"rule\":") + rules::json_string(each.rule) +
                ",\"firing\":" + std::to_string(each.firing) + ",\"silent\":" + std::to_string(each.silent) +
                "}";
    return "[" + list + "]";
}

} // namespace

int run_rules_check(const std::vector<std::string>& folders, bool json, std::ostream& out)
{
    const checked_packs checked = check_pack_folders(folders, nullptr);
    if (json)
        out << "{\"ok\":" << (checked.has_errors() ? "false" : "true") << ",\"packs\":" << packs_json(checked)
            << ",\"diagnostics\":" << diagnostics_json(checked.diagnostics) << "}\n";
    else if (checked.has_errors())
        out << diagnostics_text(checked.diagnostics);
    else
        out << diagnostics_text(checked.diagnostics) << "ok: " << figures(checked) << "\n";
    if (checked.unreadable)
        return 2;
    return checked.has_errors() ? 1 : 0;
}

int run_rules_test(const std::vector<std::string>& folders, bool json, std::ostream& out)
{
    const checked_packs checked = check_pack_folders(folders, nullptr);
    if (checked.has_errors()) {
        if (json)
            out << "{\"ok\":false,\"tests\":0,\"failed\":[],\"diagnostics\":"
                << diagnostics_json(checked.diagnostics) << "}\n";
        else
            out << diagnostics_text(checked.diagnostics);
        return 2;
    }
    std::vector<failed_test> failed;
    for (const rules::test_case& test : checked.tests) {
        auto failures = run_rule_test(test, checked.unit);
        if (!failures.empty())
            failed.push_back({&test, std::move(failures)});
    }
    const auto coverage = coverage_of(*checked.unit->rules, checked.tests);
    if (json) {
        out << "{\"ok\":" << (failed.empty() ? "true" : "false") << ",\"tests\":" << checked.tests.size()
            << ",\"failed\":[";
        for (std::size_t i = 0; i < failed.size(); ++i)
            out << (i == 0 ? "" : ",") << failed_json(failed[i]);
        out << "],\"coverage\":" << coverage_json(coverage)
            << ",\"diagnostics\":" << diagnostics_json(checked.diagnostics) << "}\n";
    } else {
        for (const failed_test& each : failed)
            out << failed_text(each);
        out << counted(checked.tests.size(), "test") << ": " << checked.tests.size() - failed.size()
            << " passed, " << failed.size() << " failed\n"
            << coverage_text(coverage);
    }
    return failed.empty() ? 0 : 1;
}

} // namespace chatqc::app
