// A generator whose numbers are the same with every standard library.
#pragma once

#include <cstdint>
#include <random>

namespace chatqc::test {

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
