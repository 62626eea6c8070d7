// What a long list costs: to check and to compile it, to load it again, and on the way of every message.
#pragma once

#include "bench/path.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace chatqc::bench {

struct list_times {
    std::size_t phrases = 0;
    double check = 0;      // ms: reading and checking alone
    double compile = 0;    // ms: all that makes a unit of the pack, nothing of it kept from before
    double from_cache = 0; // ms: the same once the compiled databases are there
    std::string unit;      // its hash
};

// Each is the median of so many turns; the first of them find nothing in the cache. Throws std::runtime_error
// if the pack is refused, or gives another unit from the cache.
list_times time_list(const std::vector<std::string>& phrases, const std::string& folder, unsigned turns);

struct list_pair {
    path_result few, many;

    [[nodiscard]] double ratio() const { return many.messages_per_second / few.messages_per_second; }
};

// The same messages through servers that look for few and for many phrases, which take turns in going first.
void run_list_pairs(
    const corpus& input,
    const std::vector<std::string>& many,
    const path_options& how,
    const std::function<void(const list_pair&)>& done
);

} // namespace chatqc::bench
