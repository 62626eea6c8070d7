// GET /v1/duties: promises with a time, by the time they are due, with what has become of them.
#pragma once

#include "app/endpoints.h"

namespace chatqc::app {

connectors::http_response
duties_endpoint(const endpoint_world& world, const connectors::endpoint_request& request);

} // namespace chatqc::app
