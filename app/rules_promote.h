// `chatqc rules promote`: a rule on trial goes live, by a change of one word in the file that says so.
// Options are read by app/command_rules.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace chatqc::app {

struct rules_promote_options {
    std::string rule;
    std::vector<std::string> folders; // of packs, read together; the rule's own may be any of them
    bool dry_run = false;             // say what would be changed
};

// 0: changed; 1: there is nothing to change, or it must be changed by hand, or the packs would be red with it
// (then nothing is written); 2: bad packs, no such rule, or the file cannot be written.
int run_rules_promote(const rules_promote_options& options, std::ostream& out);

} // namespace chatqc::app
