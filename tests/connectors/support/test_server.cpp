#include "tests/connectors/support/test_server.h"

#include <doctest/doctest.h>

#include <future>

namespace chatqc::test {

using namespace connectors;

namespace {

feed_source or_empty(feed_source given)
{
    if (!given.read) {
        given.read = [](std::uint64_t, std::size_t) { return std::vector<feed_item>(); };
        given.first = [] { return std::uint64_t{0}; };
    }
    return given;
}

} // namespace

test_server::test_server(test_options options)
    : workers_(2, options.worker_queue),
      ingest(
          loop,
          backend,
          counters,
          options.ingest,
          [this] { return time_point(std::chrono::milliseconds(wall_ms.load())); }
      ),
      feed(loop, workers_, or_empty(std::move(options.stored)), options.position, counters, options.feed),
      service(std::move(options.http), std::move(options.endpoints), ingest, feed, workers_, counters),
      server(std::make_unique<http_server>(loop, options.server, service))
{
    backend.listener = &ingest;
    const listen_result listening = server->listen("127.0.0.1", options.port);
    REQUIRE_MESSAGE(listening.error.empty(), listening.error);
    port_ = listening.port;
    thread_ = std::thread([this] { loop.run(); });
}

test_server::~test_server()
{
    loop.stop();
    thread_.join();
}

void test_server::on_loop(const std::function<void()>& call)
{
    std::promise<void> done;
    loop.post([&] {
        call();
        done.set_value();
    });
    done.get_future().wait();
}

} // namespace chatqc::test
