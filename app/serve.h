// `chatqc serve`: its options and its entry. Boot, pipeline and endpoints live beside it; command-line names
// and help texts in app/command_serve.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace chatqc::app {

struct serve_options {
    std::string config;                    // file the other values were read from; only shown in the log
    std::string data = "./data";           // folder of the store; made if it is not there
    std::string listen = "127.0.0.1:8080"; // HOST:PORT; port 0 takes a free one and prints it
    std::string tenant = "default";        // of connections without a token
    std::string tokens;                    // token file; empty: loopback only, no tokens
    std::vector<std::string> rules;        // packs (folders or files); empty: the built-in ones
    std::optional<std::chrono::sys_time<std::chrono::milliseconds>>
        at;                                        // event time at which new packs become active; none: now
    bool reload_on_change = false;                 // packs are read again by themselves once a file changes
    unsigned shards = 1;                           // 1 to 64; may differ from start to start
    std::chrono::milliseconds lateness{2000};      // how long messages are held back for order (SPEC §3)
    std::chrono::milliseconds source_grace{30000}; // how long a cut-off source holds deadlines back
    std::string report_time =
        "07:30";                    // shop-local time at which yesterday's report is published; empty: never
    std::string log_level = "info"; // debug, info, warn, error
};

// Runs until SIGTERM or SIGINT, then drains. 0 after a clean stop, 2 if it could not start.
int run_serve(const serve_options& options);

} // namespace chatqc::app
