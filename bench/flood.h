// A flood of late messages beside live traffic: what the live messages wait for it.
#pragma once

#include "bench/path.h"

#include <functional>

namespace chatqc::bench {

struct flood_options {
    // Messages of a gateway that comes back in each pair; about as many of the same conversations came in
    // time.
    std::size_t late = 200'000;
    double rate = 5'000; // live messages a second
    double seconds = 10; // of live traffic: without the flood, and again with as much of it as there is
    unsigned pairs = 3;
    double settle = 2; // seconds before live traffic begins: the store comes to rest
};

struct flood_pair {
    path_result quiet;
    path_result beside;
    std::uint64_t late = 0; // messages acknowledged while live traffic lasted and the end of the flood
    double seconds = 0;     // until all of it was worked in
    double cpu = 0;         // of the server, in cores, while live traffic came beside the flood
    std::uint64_t memory_quiet = 0; // bytes resident, after each of the two
    std::uint64_t memory_beside = 0;
};

// One server through all pairs; `done` hears of each. `base` gives phrases and frames. Throws
// std::runtime_error as run_server does.
void run_flood(
    const corpus_options& base,
    const path_options& how,
    const flood_options& flood,
    const std::function<void(const flood_pair&)>& done
);

} // namespace chatqc::bench
