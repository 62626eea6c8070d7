// What the stages share: their input in the shape they need, and the measuring of groups. The stages that
// need more than a loop are declared here too.
#pragma once

#include "bench/stages.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::bench {

// Frames in a row, each followed by the readable bytes that simdjson wants.
class stage_frames {
public:
    explicit stage_frames(const corpus& input);

    [[nodiscard]] std::size_t size() const { return sizes_.size(); }

    [[nodiscard]] std::string_view at(std::size_t n) const { return {padded_[n].data(), sizes_[n]}; }

private:
    std::vector<std::string> padded_;
    std::vector<std::size_t> sizes_;
};

std::vector<std::string> texts_of(const corpus& input);

struct measured {
    std::vector<double> samples; // ns a message, one a group
    double mean = 0;             // ns a message, the groups without any included
};

// `work(n)` does group n and returns the messages in it.
template <class Work> measured measure_groups(std::size_t groups, Work work)
{
    measured result;
    std::size_t messages = 0;
    const auto start = bench_clock::now();
    auto before = start;
    for (std::size_t n = 0; n < groups; ++n) {
        const std::size_t count = work(n);
        const auto after = bench_clock::now();
        if (count > 0) {
            result.samples.push_back(1e6 * ms_between(before, after) / static_cast<double>(count));
        }
        messages += count;
        before = after;
    }
    result.mean = 1e6 * ms_between(start, before) / static_cast<double>(messages > 0 ? messages : 1);
    return result;
}

template <class Work> measured measure_texts(const std::vector<std::string>& texts, Work work)
{
    constexpr std::size_t group = 64;
    return measure_groups(texts.size() / group, [&](std::size_t n) {
        for (std::size_t i = n * group; i < (n + 1) * group; ++i) {
            work(texts[i]);
        }
        return group;
    });
}

inline stage_report start_report(const char* stage, const char* reference)
{
    stage_report report;
    report.stage = stage;
    report.reference = reference;
    return report;
}

inline void fill(stage_report& report, measured& product, measured& bare, std::uint64_t hash)
{
    report.mean = product.mean;
    report.spread = percentiles_of(product.samples);
    report.reference_p50 = percentiles_of(bare.samples).p50;
    report.hash = hash;
}

stage_report conversation_stage(const corpus& input);
stage_report store_stage(const corpus& input, const std::string& folder);

} // namespace chatqc::bench
