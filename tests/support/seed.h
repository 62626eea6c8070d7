// Seeds of random tests: a new one each run, shown when the test fails, set by CHATQC_SEED to run that case
// again.
#pragma once

#include "tests/support/random.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <random>

namespace chatqc::test {

inline std::uint64_t pick_seed()
{
    if (const char* given = std::getenv("CHATQC_SEED")) {
        return std::strtoull(given, nullptr, 0);
    }
    std::random_device device;
    return (std::uint64_t{device()} << 32) ^ device();
}

} // namespace chatqc::test

// Declares `name` and shows it with every failure of the enclosing scope.
#define CHATQC_SEEDED(name)                                                                                  \
    const std::uint64_t name = ::chatqc::test::pick_seed();                                                  \
    INFO("CHATQC_SEED=", name)
