// Which seeds a suite of random chats runs: the same few every time, or those that CHATQC_SEEDS=FROM-TO
// names.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace chatqc::test {

// `normally`: how many without CHATQC_SEEDS, from 1.
inline std::vector<std::uint64_t> seeds(std::uint64_t normally)
{
    std::uint64_t from = 1;
    std::uint64_t to = normally;
    if (const char* given = std::getenv("CHATQC_SEEDS")) {
        char* rest = nullptr;
        from = to = std::strtoull(given, &rest, 10);
        if (*rest == '-')
            to = std::strtoull(rest + 1, nullptr, 10);
    }
    std::vector<std::uint64_t> all;
    for (auto seed = from; seed <= to; ++seed)
        all.push_back(seed);
    return all;
}

// The command that runs one seed again.
inline std::string again(const std::string& suite, std::uint64_t seed)
{
    return "CHATQC_SEEDS=" + std::to_string(seed) + " chatqc_test_model_engine --test-suite='" + suite + "*'";
}

} // namespace chatqc::test
