// `chatqc rules list`, `describe` and `schema`: what rules there are and what they mean. Options are read by
// app/command_rules.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace chatqc::app {

struct rules_list_options {
    std::vector<std::string> folders; // none: the built-in packs
    std::string language = "zh";      // zh or en
    bool json = false;
};

// A line a rule, and a line a form that it has for shops or campaigns.
// 0; 2: the packs have errors or cannot be read.
int run_rules_list(const rules_list_options& options, std::ostream& out);

struct rules_describe_options {
    std::string rule;
    std::vector<std::string> folders;
    std::string language = "zh";
    bool json = false;
};

// All forms of the rule. 0; 1: there is no such rule; 2: the packs have errors or cannot be read.
int run_rules_describe(const rules_describe_options& options, std::ostream& out);

int run_rules_schema(std::ostream& out); // 0

} // namespace chatqc::app
