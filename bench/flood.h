// A flood of late messages beside live traffic: what the live messages wait for it.
#pragma once

#include "bench/path.h"

namespace chatqc::bench {

struct flood_options {
    std::size_t late = 1'000'000; // messages of a gateway that comes back, about as many had come in time
    double rate = 5'000;          // live messages a second
    double seconds = 10;          // of live traffic: without the flood, and again with it
};

struct flood_result {
    path_result quiet;
    path_result beside;
    double worked_off = 0; // seconds until the flood's last message was acknowledged
};

// `base` gives phrases and frames. Throws std::runtime_error as run_server does.
flood_result run_flood(const corpus_options& base, const path_options& how, const flood_options& flood);

} // namespace chatqc::bench
