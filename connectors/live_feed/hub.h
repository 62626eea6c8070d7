// The live feed (SPEC §8): what is decided goes to everyone who watches, over WebSocket or server-sent
// events, from a position on without gap or duplicate. A consumer that is too slow is told and cut; it never
// holds up the publisher.
#pragma once

#include "connectors/http/worker_pool.h"
#include "connectors/live_feed/filter.h"
#include "connectors/metrics.h"
#include "connectors/net/event_loop.h"

#include <functional>
#include <memory>
#include <vector>

namespace chatqc::connectors {

// The stored feed. Called on worker threads.
struct feed_source {
    // Up to `limit` items with a position > after, in order, of every tenant. What was published is there.
    std::function<std::vector<feed_item>(std::uint64_t after, std::size_t limit)> read;
    // The oldest position still kept; 0 if nothing is stored yet.
    std::function<std::uint64_t()> first;
};

struct feed_limits {
    std::size_t queue_bytes = 4u << 20;     // that wait for one subscriber: it is cut
    std::size_t backlog_items = 500;        // read from the store at once
    std::size_t backlog_bytes = 256u << 10; // waiting below this, the next piece of backlog is read
    std::size_t subscribers = 1000;
    std::size_t messages_a_minute = 60;         // that a subscriber may send us; more: closed with 1008
    std::chrono::milliseconds sse_idle{15'000}; // a comment is sent after this, so that proxies keep the line
};

class feed_hub {
public:
    // `position`: the last one given so far. `workers` must outlive the hub. On the loop's thread but
    // publish().
    feed_hub(
        event_loop& loop,
        worker_pool& workers,
        feed_source source,
        std::uint64_t position,
        metrics& counters,
        const feed_limits& limits
    );
    ~feed_hub();
    feed_hub(const feed_hub&) = delete;
    feed_hub& operator=(const feed_hub&) = delete;

    // The items up to position `last`, from any thread, once committed; positions are consecutive over all
    // calls. `make` is called on the loop's thread, and only if anybody watches.
    void publish(std::uint64_t last, std::function<std::vector<feed_item>()> make);

    std::optional<http_response> check(const http_request& request) const;
    void connected(http_request&& request, std::unique_ptr<websocket> connection, const std::string& tenant);
    void
    stream(http_request&& request, const std::shared_ptr<http_exchange>& exchange, const std::string& tenant);

    // Closes every subscriber (1001).
    void drain();
    [[nodiscard]] std::size_t subscribers() const;

    struct state; // live_feed/hub.cpp

private:
    std::shared_ptr<state> state_;
};

} // namespace chatqc::connectors
