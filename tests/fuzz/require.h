// What a fuzz target does when something does not hold: it says what, and stops where the input is kept.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace chatqc::test {

inline void require(bool holds, const char* what)
{
    if (!holds) {
        std::fprintf(stderr, "does not hold: %s\n", what);
        std::abort();
    }
}

} // namespace chatqc::test
