// What several REST handlers share: reading query parameters, and the plain answers.
#pragma once

#include "connectors/http/endpoints.h"
#include "engine/message.h"

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

// What all listings have in common: shop, limit, cursor, and from and to in ms since epoch. False if
// something is no such thing.
template <class Query> bool read_page(const connectors::endpoint_request& request, Query& query)
{
    constexpr std::int64_t time_max = 253'402'300'800'000; // ms: the year 10000
    query.tenant = request.tenant;
    query.shop = request.parameter("shop");
    query.cursor = request.parameter("cursor");
    const auto limit = number_of(request, "limit", 100, 1, 1000);
    const auto from = number_of(request, "from", -1, 0, time_max);
    const auto to = number_of(request, "to", -1, 0, time_max);
    if (!limit || !from || !to)
        return false;
    query.limit = static_cast<std::size_t>(*limit);
    if (*from >= 0)
        query.from = engine::time_point{engine::milliseconds{*from}};
    if (*to >= 0)
        query.to = engine::time_point{engine::milliseconds{*to}};
    return true;
}

} // namespace chatqc::app
