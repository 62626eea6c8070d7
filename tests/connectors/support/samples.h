// The moment connectors' tests play at.
#pragma once

#include "connectors/ingest_backend.h"

#include <chrono>
#include <cstdint>

namespace chatqc::test {

inline constexpr std::int64_t now_ms = 1'762'819'200'000; // 2025-11-11T00:00:00Z

inline connectors::time_point at(std::int64_t ms)
{
    return connectors::time_point(std::chrono::milliseconds(ms));
}

} // namespace chatqc::test
