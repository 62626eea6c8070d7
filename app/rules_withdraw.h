// `chatqc rules withdraw`: all verdicts of a bad version of a rule count no more (SPEC §7). It is a decision
// on each of them, beside the verdicts like any review. Options are read by app/command_rules.
#pragma once

#include "engine/message.h"
#include "storage/store.h"

#include <iosfwd>
#include <optional>
#include <string>

namespace chatqc::app {

struct rules_withdraw_options {
    std::string version{};                          // RULE@HASH
    std::optional<engine::time_point> from{}, to{}; // decided at, half-open
    std::string reason{};                           // a code, kept with each
    std::string by{};
    std::string data = "./data";
    std::string tenant = "default";
    bool lines = false; // print the decisions as `import reviews` takes them, and keep none
};

// 0: some were withdrawn; 1: there was nothing to withdraw; 2: bad usage, or the store cannot be used.
int run_rules_withdraw(
    const rules_withdraw_options& options, engine::time_point now, std::ostream& out, std::ostream& errors
);

} // namespace chatqc::app
