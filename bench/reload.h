// Rules read again and again under load: what messages wait for it, and whether what was judged stands.
#pragma once

#include "bench/path.h"

#include <functional>

namespace chatqc::bench {

struct reload_options {
    unsigned reloads = 200; // each of a pack with another word, so that it has to be compiled
    double rate = 50'000;   // messages a second
    double seconds = 20;    // of load, over which the reloads are spread
    unsigned pairs = 5;
};

struct reload_run {
    path_result load;
    double memory = 0; // MiB of the server's at the end
    double reload = 0; // ms from the request to the answer, median
    double reload_max = 0;
};

struct reload_pair {
    reload_run quiet, beside;
};

// One load without reloads and one with them, which take turns in going first; both stored messages are
// counted, and what was judged beside reloads is judged again (`chatqc verify`). Throws std::runtime_error
// when a message or a reload is lost, or a verdict would not come about again.
void run_reload_pairs(
    const corpus_options& base,
    const path_options& how,
    const reload_options& wanted,
    const std::function<void(const reload_pair&)>& done
);

} // namespace chatqc::bench
