// A whole server on an ephemeral loopback port with a fake pipeline behind it.
#pragma once

#include "connectors/http/service.h"
#include "connectors/net/server.h"
#include "tests/connectors/support/fake_backend.h"

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

namespace chatqc::test {

struct test_options {
    connectors::server_options server;
    connectors::ingest_limits ingest;
    connectors::feed_limits feed;
    connectors::http_service_options http;
    std::vector<connectors::endpoint> endpoints;
    connectors::feed_source stored; // empty: nothing is stored
    std::uint64_t position = 0;
    std::size_t worker_queue = 64;
    std::uint16_t port = 0; // of a server that was here before; 0: a free one
};

class test_server {
public:
    explicit test_server(test_options options = {});
    ~test_server();
    test_server(const test_server&) = delete;
    test_server& operator=(const test_server&) = delete;

    // Runs `call` on the loop's thread and waits for it.
    void on_loop(const std::function<void()>& call);

    [[nodiscard]] std::uint16_t port() const { return port_; }

    // The wall that ingest sees; starts at 2025-11-11 00:00 UTC and stands still.
    std::atomic<std::int64_t> wall_ms{1'762'819'200'000};

    fake_backend backend;
    connectors::event_loop loop;
    connectors::metrics counters;

private:
    connectors::worker_pool workers_;

public:
    connectors::ingest_service ingest;
    connectors::feed_hub feed;
    connectors::http_service service;
    std::unique_ptr<connectors::http_server> server;

private:
    std::uint16_t port_ = 0;
    std::thread thread_;
};

} // namespace chatqc::test
