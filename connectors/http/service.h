// The application side of the server: who may ask for what, which part answers (ingest, live feed, endpoint
// table, metrics, health, the page's assets), and the headers every answer carries.
#pragma once

#include "connectors/http/endpoints.h"
#include "connectors/http/worker_pool.h"
#include "connectors/ingest/service.h"
#include "connectors/live_feed/hub.h"
#include "connectors/metrics.h"
#include "connectors/net/http.h"
#include "connectors/tokens.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chatqc::connectors {

// One file of the page.
struct asset {
    std::string content_type;
    std::string body;
    bool is_immutable = false; // its name holds a hash of its content
};

struct readiness {
    bool is_ready = false;
    std::string why; // one sentence, shown as it is
};

struct http_service_options {
    access_policy access;
    // Besides the server's own name: origins ("https://qc.example") that browsers may call from.
    std::vector<std::string> origins;
    // Without tokens only these names (besides localhost and addresses) are answered, so that no web page can
    // reach us through a name of its own (DNS rebinding).
    std::vector<std::string> hosts;
    std::function<std::optional<asset>(std::string_view path)>
        assets;                       // "/" is asked for as "/index.html"; any thread
    std::function<readiness()> ready; // any thread
};

class http_service : public http_handler {
public:
    // Everything given must outlive the service; the loop outlives the workers. `rows`: the app's endpoints;
    // those of ingest, feed, metrics and health are added.
    http_service(
        http_service_options options,
        std::vector<endpoint> rows,
        ingest_service& ingest,
        feed_hub& feed,
        worker_pool& workers,
        metrics& counters
    );
    ~http_service() override;
    http_service(const http_service&) = delete;
    http_service& operator=(const http_service&) = delete;

    // All that is answered under /v1 and beside it, for the test against the OpenAPI file.
    [[nodiscard]] const endpoint_table& endpoints() const;

    std::optional<http_response> check(const http_request& head) override;
    void handle(http_request&& request, std::shared_ptr<http_exchange> exchange) override;
    upgrade_decision upgrade(const http_request& head) override;
    void connected(http_request&& head, std::unique_ptr<websocket> connection) override;

private:
    struct state;
    class finishing_exchange;
    std::shared_ptr<state> state_; // jobs hold it too
    worker_pool signs_;            // answers signs of life; ends first, and no job may be the one to end it
};

} // namespace chatqc::connectors
