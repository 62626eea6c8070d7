#include "app/test_coverage.h"

#include <algorithm>

namespace chatqc::app {

namespace {

bool expects(const rules::test_case& test, const rules::rule& rule, const rules::rule_set& set)
{
    if (rule.puts)
        return test.tags &&
               std::binary_search(test.tags->begin(), test.tags->end(), set.tags[*rule.puts].name);
    return test.expect && std::any_of(test.expect->begin(), test.expect->end(), [&](const auto& each) {
               return each.rule == rule.id;
           });
}

// Only what is checked can be silent.
bool is_about(const rules::test_case& test, const rules::rule& rule)
{
    const std::string_view name = test.name;
    return (rule.puts ? test.tags.has_value() : test.expect.has_value()) && name.starts_with(rule.id) &&
           (name.size() == rule.id.size() || name[rule.id.size()] == ' ' || name[rule.id.size()] == ':');
}

std::string names_without(
    const std::vector<rule_coverage>& coverage, std::uint32_t rule_coverage::*of, const std::string& kind
)
{
    std::string names;
    for (const rule_coverage& each : coverage)
        if (each.*of == 0)
            names += (names.empty() ? "" : ", ") + each.rule;
    return "; without a " + kind + " test: " + (names.empty() ? "none" : names);
}

} // namespace

std::vector<rule_coverage> coverage_of(const rules::rule_set& set, const std::vector<rules::test_case>& tests)
{
    std::vector<rule_coverage> result;
    for (const rules::rule& rule : set.rules) {
        if (std::holds_alternative<rules::incident_detector>(rule.detect))
            continue;                                         // a chat is too little for it
        if (!result.empty() && result.back().rule == rule.id) // another form of it
            continue;
        rule_coverage made{rule.id, 0, 0};
        for (const rules::test_case& test : tests) {
            if (expects(test, rule, set))
                ++made.firing;
            else if (is_about(test, rule))
                ++made.silent;
        }
        result.push_back(std::move(made));
    }
    return result;
}

std::string coverage_text(const std::vector<rule_coverage>& coverage)
{
    return "coverage: " + std::to_string(coverage.size()) + " rules" +
           names_without(coverage, &rule_coverage::firing, "firing") +
           names_without(coverage, &rule_coverage::silent, "silent") + "\n";
}

} // namespace chatqc::app
