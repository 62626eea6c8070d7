// Seeds of random tests: a new one each run, shown when the test fails, set by CHATQC_SEED to run that case
// again; and a generator whose numbers are the same with every standard library.
#pragma once

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

// Uniform numbers from a seed; the modulo's bias does not matter to a test.
class random {
public:
    explicit random(std::uint64_t seed) : engine_(seed) {}

    std::uint64_t next() { return engine_(); }

    // In [0, bound); bound > 0.
    std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }

    // In [low, high].
    std::int64_t between(std::int64_t low, std::int64_t high)
    {
        return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
    }

    bool chance(unsigned percent) { return below(100) < percent; }

private:
    std::mt19937_64 engine_;
};

} // namespace chatqc::test

// Declares `name` and shows it with every failure of the enclosing scope.
#define CHATQC_SEEDED(name)                                                                                  \
    const std::uint64_t name = ::chatqc::test::pick_seed();                                                  \
    INFO("CHATQC_SEED=", name)
