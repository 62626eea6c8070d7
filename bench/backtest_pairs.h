// `chatqc backtest` beside the engine by itself, over the same messages, in turns.
#pragma once

#include "bench/corpus.h"

#include <functional>
#include <string>

namespace chatqc::bench {

struct backtest_options {
    unsigned pairs = 5;
    unsigned cores = 2; // that backtest may judge on
};

// Seconds of processor time, user and kernel, of all threads: what a core that is used costs, whatever else
// the machine does.
struct backtest_pair {
    double engine = 0;
    double backtest = 0;
    double engine_elapsed = 0; // seconds
    double backtest_elapsed = 0;
    std::uint64_t messages = 0;
    std::uint64_t hash = 0; // of both results

    [[nodiscard]] double ratio() const { return engine / backtest; }
};

// `folder` takes the store that backtest reads. `done` hears of each pair; they take turns in going first.
void run_backtest_pairs(
    const corpus& input,
    const std::string& folder,
    const backtest_options& how,
    const std::function<void(const backtest_pair&)>& done
);

} // namespace chatqc::bench
