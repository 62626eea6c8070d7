// Each stage of a message's way by itself, beside the plainest thing that does the same work in the same run.
#pragma once

#include "bench/corpus.h"
#include "bench/measure.h"

#include <optional>
#include <string>
#include <vector>

namespace chatqc::bench {

struct stage_report {
    std::string stage;
    std::string reference;    // what it is compared with
    double mean = 0;          // ns a message, all of it
    percentiles spread{};     // ns a message, of groups of about 64
    double reference_p50 = 0; // likewise; the ratio is of the medians, which other programs hardly disturb
    std::uint64_t hash = 0;   // of the stage's results
    std::string remark;       // a line of its own, or empty
};

// In the order of a message's way. `folder` takes the store stage's files. `only` names one stage; empty:
// all.
std::vector<stage_report> run_stages(const corpus& input, const std::string& folder, const std::string& only);

} // namespace chatqc::bench
