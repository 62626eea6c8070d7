// Any bytes as the query of a request: it is refused, or its parameters can be written and read again as the
// same; and as a request for the live feed it is answered by an error or a filter.
#include "connectors/live_feed/filter.h"
#include "connectors/net/url.h"
#include "tests/fuzz/require.h"

using namespace chatqc;
using test::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (const auto address = connectors::parse_address(bytes))
        require(!address->host.empty() && !address->port.empty(), "an address has a host and a port");
    if (const auto path = connectors::percent_decoded(bytes, false))
        require(
            connectors::percent_decoded(connectors::percent_encoded(*path), false) == path,
            "a path comes back as it was"
        );

    const auto parameters = connectors::parse_query(bytes);
    if (!parameters)
        return 0;
    std::string again;
    for (const auto& [name, value] : *parameters)
        again += (again.empty() ? "" : "&") + connectors::percent_encoded(name) + "=" +
                 connectors::percent_encoded(value);
    const auto second = connectors::parse_query(again);
    require(second && (again.empty() || *second == *parameters), "parameters come back as they were");

    connectors::http_request request;
    request.query = *parameters;
    if (!parameters->empty())
        request.last_event_id = parameters->back().second;
    const auto wanted = connectors::parse_feed_request(request);
    if (wanted.error) {
        require(wanted.error->status >= 400 && wanted.error->status < 500, "it is the client's error");
        require(!wanted.error->body.empty(), "an error is explained");
    } else {
        connectors::feed_item item;
        item.shop = item.agent = item.rule = "x";
        (void)wanted.filter.accepts(item);
    }
    return 0;
}
