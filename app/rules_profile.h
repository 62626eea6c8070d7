// `chatqc rules profile`: what each rule costs on real messages and what it finds for it. Options are read by
// app/command_rules.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace chatqc::app {

struct rules_profile_options {
    std::vector<std::string> files;   // of messages, one a line
    std::vector<std::string> folders; // of packs; none: the built-in ones
    std::string tenant = "default";
    std::uint64_t messages_max = 200'000; // read; all of them are held in memory
    std::uint32_t runs = 5;               // of each measurement; the shortest counts
    std::string language = "zh";          // zh or en
    bool json = false;
};

// 0; 2: bad packs or files.
int run_rules_profile(const rules_profile_options& options, std::ostream& out, std::ostream& errors);

} // namespace chatqc::app
