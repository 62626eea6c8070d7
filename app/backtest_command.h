// `chatqc backtest`: options and entry. Opens the store read-only, beside a running server too.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

namespace chatqc::app {

struct backtest_options {
    std::string data = "./data";
    std::vector<std::string> rules{}; // the draft: packs (folders or files); none: the built-in ones
    std::string tenant = "default";
    std::string from{};         // first shop-day, "2025-11-11"; empty: all before
    std::string to{};           // last shop-day, inclusive
    unsigned cores = 0;         // threads that judge; 0: one a processor
    std::size_t examples = 3;   // of each rule and kind of change
    std::string language{"en"}; // of the tables: zh or en
    bool json = false;
};

// 0 nothing differs; 1 something does; 2 on bad options, packs with errors or an unreadable store.
int run_backtest(const backtest_options& options, std::ostream& out, std::ostream& errors);

} // namespace chatqc::app
