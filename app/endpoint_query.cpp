#include "app/endpoint_query.h"

#include <charconv>

namespace chatqc::app {

using connectors::endpoint_request;
using connectors::http_response;

http_response answer(std::string body)
{
    http_response made;
    made.body = std::move(body);
    return made;
}

http_response bad_request(const std::string& message)
{
    return connectors::error_response(400, "bad_request", message);
}

std::optional<std::int64_t> number_of(
    const endpoint_request& request,
    std::string_view name,
    std::int64_t otherwise,
    std::int64_t low,
    std::int64_t high
)
{
    const auto text = request.parameter(name);
    if (text.empty())
        return otherwise;
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size() || value < low || value > high)
        return std::nullopt;
    return value;
}

} // namespace chatqc::app
