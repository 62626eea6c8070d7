// `chatqc rules explain`: why a rule fired on a conversation or did not, condition by condition, and what
// came nearest. Options are read by app/command_rules.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace chatqc::app {

struct rules_explain_options {
    std::string rule;
    std::vector<std::string> files;   // of messages, one a line
    std::vector<std::string> folders; // of packs; none: the built-in ones
    std::string conversation;         // may be left out where the files hold one
    std::string tenant = "default";
    std::string language = "zh"; // zh or en
    bool json = false;
};

// 0: it fires; 1: it does not; 2: bad packs or files, or no such rule or conversation.
int run_rules_explain(const rules_explain_options& options, std::ostream& out, std::ostream& errors);

} // namespace chatqc::app
