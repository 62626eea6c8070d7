// Numbers for the demo traffic: the same for one seed with every compiler and library. Nothing here knows of
// chats.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>

namespace chatqc::bench {

class demo_random {
public:
    explicit demo_random(std::uint64_t seed) : engine_(seed) {}

    // In [0, bound); bound > 0. The standard distributions differ between libraries, the engine does not.
    std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }

    // In [low, high].
    std::int64_t between(std::int64_t low, std::int64_t high)
    {
        return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
    }

    bool chance(unsigned percent) { return below(100) < percent; }

    template <class T, std::size_t N> const T& pick(std::span<const T, N> from)
    {
        return from[below(from.size())];
    }

    // A seed for something of its own, so that more numbers drawn there change nothing here.
    std::uint64_t fork() { return engine_(); }

private:
    std::mt19937_64 engine_;
};

} // namespace chatqc::bench
