// `chatqc rules check` and `chatqc rules test`: what they print and their exit status. Options are read by
// app/command_rules.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace chatqc::app {

// Everything wrong with the packs of the folders (none: the built-in packs), checked together.
// 0: no error (warnings may be printed); 1: errors; 2: a folder cannot be read.
int run_rules_check(const std::vector<std::string>& folders, bool json, std::ostream& out);

// Runs their tests. 0: all pass; 1: some fail; 2: the packs have errors or cannot be read.
int run_rules_test(const std::vector<std::string>& folders, bool json, std::ostream& out);

} // namespace chatqc::app
