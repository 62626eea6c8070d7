// What several REST handlers share: reading query parameters, and the plain answers.
#pragma once

#include "connectors/http/endpoints.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chatqc::app {

connectors::http_response answer(std::string body);
connectors::http_response bad_request(const std::string& message);

// A whole number in [low, high]; `otherwise` if the parameter is absent; nothing if it is no such number.
std::optional<std::int64_t> number_of(
    const connectors::endpoint_request& request,
    std::string_view name,
    std::int64_t otherwise,
    std::int64_t low,
    std::int64_t high
);

inline constexpr std::int64_t time_max = 253'402'300'800'000; // ms: the year 10000

} // namespace chatqc::app
