// `chatqc replay`: files through the engine without server, clock or store. Options and entry.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace chatqc::app {

struct replay_options {
    std::vector<std::string> files; // NDJSON, `-` is standard input; the end of each is its source's end
    std::vector<std::string> rules; // packs, as units_of_folders takes them; empty: the built-in ones
    std::string out;                // settled verdicts, one a line; empty or `-`: standard output
    std::string incidents;          // a file for what incidents they come to; empty: none is written
    std::string tenant = "default";
    std::optional<std::chrono::sys_time<std::chrono::milliseconds>>
        until; // event time; later messages are left out
};

// 0; 1 if messages were refused (they are listed on standard error); 2 on unreadable input or rules.
int run_replay(const replay_options& options);

} // namespace chatqc::app
