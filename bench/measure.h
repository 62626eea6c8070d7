// Samples and what is said about them: p50, p99, max, a hash of the result. Knows nothing of what is
// measured.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

namespace chatqc::bench {

using bench_clock = std::chrono::steady_clock;

inline double ms_between(bench_clock::time_point from, bench_clock::time_point to)
{
    return std::chrono::duration<double, std::milli>(to - from).count();
}

// Two that are compared, in turns: who goes first alternates with the number of the pair.
template <class One, class Other> void in_turns(unsigned pair, One one, Other other)
{
    if (pair % 2 == 0) {
        one();
        other();
    } else {
        other();
        one();
    }
}

struct percentiles {
    double p50 = 0;
    double p99 = 0;
    double max = 0;
};

// Nearest rank; reorders the samples.
inline percentiles percentiles_of(std::vector<double>& samples)
{
    if (samples.empty()) {
        return {};
    }
    std::sort(samples.begin(), samples.end());
    const auto rank = [&](std::size_t percent) { return samples[(samples.size() - 1) * percent / 100]; };
    return {rank(50), rank(99), samples.back()};
}

inline double median_of(std::vector<double> values)
{
    return percentiles_of(values).p50;
}

// A result's hash: the same numbers in the same order give the same hash, so that nothing measured is
// optimised away and two runs can be seen to have done the same work.
class result_hash {
public:
    void add(std::uint64_t value) { value_ = (value_ ^ value) * 0x9e3779b97f4a7c15u + (value_ >> 29); }

    [[nodiscard]] std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 1;
};

// One run of a whole path.
struct path_result {
    double messages_per_second = 0;   // first byte sent to last message acknowledged
    double p50 = 0, p99 = 0, max = 0; // ms from the sending of a frame to its acknowledgement
    double cpu = 0; // µs a message of all that receives: user and kernel, the sender left out
    std::uint64_t hash = 0;
    std::uint64_t acknowledged = 0; // messages
    std::uint64_t refused = 0;
    percentiles feed{};         // ms from the sending of a frame to the first feed item about a message in it
    std::uint64_t verdicts = 0; // how many such items there were; 0: nobody watched
};

} // namespace chatqc::bench
