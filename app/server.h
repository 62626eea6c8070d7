// The running server: store, units, pipeline, sockets, reports, joined in the order they need each other and
// taken down in the reverse. `chatqc serve` is its command line; tests run it in the process.
#pragma once

#include "app/serve.h"
#include "connectors/http/endpoints.h"
#include "engine/message.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace chatqc::app {

class server {
public:
    // `wall` is the clock of everything.
    server(const serve_options& options, std::function<engine::time_point()> wall);
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    // Opens, restores and listens. A sentence of what is wrong, or empty.
    std::string start();
    [[nodiscard]] std::uint16_t port() const;
    // All that is answered, for the test against docs/openapi.yaml; after start().
    [[nodiscard]] const connectors::endpoint_table& endpoints() const;
    // Serves until stop(); then drains: stops accepting, commits, acks, checkpoints.
    void run();
    // From any thread and from signal handling threads, as the next. Reads the packs again
    // (app/live_rules.h).
    void reload();
    void stop();

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

} // namespace chatqc::app
