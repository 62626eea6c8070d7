// `chatqc rules mutate`: what it prints and its exit status. Options are read by app/command_rules.
#pragma once

#include "app/mutate.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace chatqc::app {

struct mutate_options {
    std::vector<std::string> folders; // none: the built-in packs
    mutation_options how;
    bool missed = false; // show what was not caught
    bool json = false;
};

// 0: at least 95 % of the disguises are caught where lists ask for homophones, and 90 % elsewhere; 1: fewer;
// 2: the packs have errors or cannot be read.
int run_rules_mutate(const mutate_options& options, std::ostream& out);

} // namespace chatqc::app
