// The REST endpoints (docs/openapi.yaml): a table of rows, each a question to the store or to the shards.
// Handlers run on worker threads. Transport, rights and errors of the protocol are connectors/http's.
#pragma once

#include "app/live_rules.h"
#include "app/report_publisher.h"
#include "connectors/http/endpoints.h"

#include <string>
#include <vector>

namespace chatqc::app {

// What the handlers read; all must outlive the server.
struct endpoint_world {
    storage::store& stored;
    pipeline& flow;
    report_publisher& reports;
    live_rules& rules;
    std::string version;
};

std::vector<connectors::endpoint> make_endpoints(const endpoint_world& world);

} // namespace chatqc::app
