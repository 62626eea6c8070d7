#include "connectors/live_feed/hub.h"

#include "connectors/codec/answers.h"
#include "connectors/live_feed/outlet.h"

#include <deque>
#include <set>

namespace chatqc::connectors {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds retry_read{50}; // the workers' queue was full

// A whole item as it goes out, shared between subscribers.
struct feed_line {
    std::uint64_t position = 0;
    std::shared_ptr<const std::string> json;
};

feed_line line_of(const feed_item& item)
{
    auto text = std::make_shared<std::string>("{\"position\":");
    text->append(std::to_string(item.position));
    text->append(item.what == feed_item::kind::verdict ? ",\"verdict\":" : ",\"incident\":");
    text->append(item.json).push_back('}');
    return {item.position, std::move(text)};
}

struct backlog_piece {
    bool is_gone = false; // `since` is older than what is kept
    std::vector<feed_item> items;
};

} // namespace

class feed_subscriber;

struct feed_hub::state : std::enable_shared_from_this<state> {
    state(
        event_loop& loop_of,
        worker_pool& pool,
        feed_source stored,
        std::uint64_t last,
        metrics& owner,
        const feed_limits& bounds
    )
        : loop(loop_of),
          workers(pool),
          source(std::move(stored)),
          position(last),
          limits(bounds),
          sent(owner.make_counter("feed_items_sent_total", "Items sent to live feed subscribers.")),
          cut(owner.make_counter("feed_subscribers_cut_total", "Subscribers cut because they were too slow.")
          ),
          open(owner.make_gauge("feed_subscribers", "Open live feed subscriptions."))
    {
    }

    void deliver(const std::vector<feed_item>& items);
    void subscribe(feed_request request, const std::string& tenant, std::unique_ptr<feed_outlet> outlet);
    void forget(const std::shared_ptr<feed_subscriber>& subscriber);
    void keep_alive();

    event_loop& loop;
    worker_pool& workers;
    feed_source source;
    std::uint64_t position; // the last one delivered
    feed_limits limits;
    counter sent, cut;
    gauge open;
    std::set<std::shared_ptr<feed_subscriber>> subscribers;
    std::unique_ptr<repeating_timer> idle, minute;
    bool is_draining = false;
};

class feed_subscriber : public std::enable_shared_from_this<feed_subscriber> {
public:
    feed_subscriber(
        std::shared_ptr<feed_hub::state> hub, feed_filter filter, std::unique_ptr<feed_outlet> outlet
    )
        : hub_(std::move(hub)), filter_(std::move(filter)), outlet_(std::move(outlet)), retry_(hub_->loop)
    {
    }

    void start(std::optional<std::uint64_t> since);
    void offer(const feed_item& item, std::optional<feed_line>& line);

    void drain() { outlet_->close(close_code::going_away, "the server stops"); }

    void keep_alive() { outlet_->keep_alive(); }

    void new_minute() { received_ = 0; }

private:
    void push(feed_line line);
    void flush();
    void read_backlog();
    void take_backlog(backlog_piece& piece);
    void end(close_code code, std::string_view error, std::string_view message);
    void on_received();
    void on_closed();

    std::shared_ptr<feed_hub::state> hub_;
    feed_filter filter_;
    std::unique_ptr<feed_outlet> outlet_;
    single_timer retry_;
    std::deque<feed_line> queue_;
    std::size_t queue_bytes_ = 0;
    std::uint64_t seen_ = 0;  // the last position considered for this subscriber
    bool is_live_ = false;    // else the backlog is being read
    bool is_reading_ = false; // a piece of it is on its way
    bool is_ending_ = false;  // nothing more is queued; `end_code_` once the queue is out
    close_code end_code_ = close_code::normal;
    std::string end_reason_;
    std::size_t received_ = 0; // messages this minute
};

void feed_subscriber::start(std::optional<std::uint64_t> since)
{
    const auto self = weak_from_this();
    const auto safely = [self](void (feed_subscriber::*call)()) {
        return [self, call] {
            if (const auto alive = self.lock(); alive) {
                (alive.get()->*call)();
            }
        };
    };
    outlet_->start(
        {safely(&feed_subscriber::flush),
         safely(&feed_subscriber::on_closed),
         safely(&feed_subscriber::on_received)}
    );
    seen_ = since.value_or(hub_->position);
    is_live_ = !since;
    auto hello = std::make_shared<std::string>("{\"hello\":{\"position\":");
    hello->append(std::to_string(hub_->position)).append("}}");
    push({seen_, std::move(hello)});
    if (since && *since > hub_->position) {
        end(close_code::policy, "position_gone", "the feed has not come that far");
    }
    flush();
}

// `line` is made by the first who wants it.
void feed_subscriber::offer(const feed_item& item, std::optional<feed_line>& line)
{
    if (!is_live_ || is_ending_ || item.position <= seen_) {
        return;
    }
    seen_ = item.position;
    if (!filter_.accepts(item)) {
        return;
    }
    if (!line) {
        line = line_of(item);
    }
    push(*line);
    if (queue_bytes_ > hub_->limits.queue_bytes) {
        hub_->cut.add();
        queue_.clear();
        queue_bytes_ = 0;
        end(close_code::try_again_later, "slow_consumer", "what was decided came faster than it was read");
    }
    flush();
}

void feed_subscriber::push(feed_line line)
{
    queue_bytes_ += line.json->size();
    queue_.push_back(std::move(line));
}

void feed_subscriber::flush()
{
    if (outlet_->is_sending()) {
        return;
    }
    if (!queue_.empty()) {
        const feed_line next = std::move(queue_.front());
        queue_.pop_front();
        queue_bytes_ -= next.json->size();
        hub_->sent.add();
        outlet_->send(*next.json, is_ending_ ? std::nullopt : std::optional(next.position));
    } else if (is_ending_) {
        outlet_->close(end_code_, end_reason_);
    }
    if (!is_live_ && !is_ending_ && !is_reading_ && queue_bytes_ < hub_->limits.backlog_bytes) {
        read_backlog();
    }
}

void feed_subscriber::end(close_code code, std::string_view error, std::string_view message)
{
    auto text = std::make_shared<std::string>();
    append_error(*text, error, message);
    is_ending_ = true;
    end_code_ = code;
    end_reason_ = error;
    push({seen_, std::move(text)});
}

void feed_subscriber::read_backlog()
{
    is_reading_ = true;
    const auto job = [self = weak_from_this(),
                      hub = std::weak_ptr(hub_),
                      loop = &hub_->loop,
                      source = hub_->source,
                      after = seen_,
                      limit = hub_->limits.backlog_items] {
        auto piece = std::make_shared<backlog_piece>();
        piece->is_gone = after + 1 < source.first();
        if (!piece->is_gone) {
            piece->items = source.read(after, limit);
        }
        if (hub.expired()) {
            return;
        }
        loop->post([self, piece] {
            if (const auto alive = self.lock(); alive) {
                alive->take_backlog(*piece);
            }
        });
    };
    if (!hub_->workers.submit(job)) {
        retry_.set(retry_read, [self = weak_from_this()] {
            if (const auto alive = self.lock(); alive) {
                alive->read_backlog();
            }
        });
    }
}

void feed_subscriber::take_backlog(backlog_piece& piece)
{
    is_reading_ = false;
    if (is_ending_) {
        return;
    }
    if (piece.is_gone) {
        end(close_code::policy, "position_gone", "what followed that position is no longer kept");
    }
    for (const feed_item& item : piece.items) {
        seen_ = item.position;
        if (filter_.accepts(item)) {
            push(line_of(item));
        }
    }
    // Everything delivered so far has been read: from here on deliver() tells of the rest.
    if (piece.items.empty() || seen_ >= hub_->position) {
        is_live_ = true;
    }
    flush();
}

void feed_subscriber::on_received()
{
    if (++received_ > hub_->limits.messages_a_minute) {
        outlet_->close(close_code::policy, "too many messages");
    }
}

void feed_subscriber::on_closed()
{
    is_ending_ = true;
    hub_->forget(shared_from_this());
}

void feed_hub::state::deliver(const std::vector<feed_item>& items)
{
    const auto now = subscribers; // one may go while it is told
    for (const feed_item& item : items) {
        position = item.position;
        std::optional<feed_line> line;
        for (const auto& each : now) {
            each->offer(item, line);
        }
    }
}

void feed_hub::state::subscribe(
    feed_request request, const std::string& tenant, std::unique_ptr<feed_outlet> outlet
)
{
    if (is_draining) {
        return;
    }
    request.filter.tenant = tenant;
    auto made =
        std::make_shared<feed_subscriber>(shared_from_this(), std::move(request.filter), std::move(outlet));
    subscribers.insert(made);
    open.set(static_cast<double>(subscribers.size()));
    made->start(request.since);
}

void feed_hub::state::forget(const std::shared_ptr<feed_subscriber>& subscriber)
{
    subscribers.erase(subscriber);
    open.set(static_cast<double>(subscribers.size()));
}

void feed_hub::state::keep_alive()
{
    for (const auto& each : subscribers) {
        each->keep_alive();
    }
}

feed_hub::feed_hub(
    event_loop& loop,
    worker_pool& workers,
    feed_source source,
    std::uint64_t position,
    metrics& counters,
    const feed_limits& limits
)
    : state_(std::make_shared<state>(loop, workers, std::move(source), position, counters, limits))
{
    state_->idle = std::make_unique<repeating_timer>(loop, limits.sse_idle, [core = state_.get()] {
        core->keep_alive();
    });
    state_->minute = std::make_unique<repeating_timer>(loop, std::chrono::minutes{1}, [core = state_.get()] {
        for (const auto& each : core->subscribers) {
            each->new_minute();
        }
    });
}

feed_hub::~feed_hub()
{
    state_->idle.reset();
    state_->minute.reset();
    state_->subscribers.clear();
}

void feed_hub::publish(std::uint64_t last, std::function<std::vector<feed_item>()> make)
{
    state_->loop.post([core = std::weak_ptr(state_), last, make = std::move(make)] {
        const auto alive = core.lock();
        if (!alive) {
            return;
        }
        if (alive->subscribers.empty()) {
            alive->position = last; // who comes later reads the store
        } else {
            alive->deliver(make());
        }
    });
}

std::optional<http_response> feed_hub::check(const http_request& request) const
{
    if (state_->is_draining) {
        return error_response(503, "draining", "the server stops");
    }
    if (state_->subscribers.size() >= state_->limits.subscribers) {
        return error_response(503, "too_many_subscribers", "the live feed is full");
    }
    return parse_feed_request(request).error;
}

void feed_hub::connected(
    http_request&& request, std::unique_ptr<websocket> connection, const std::string& tenant
)
{
    state_->subscribe(parse_feed_request(request), tenant, make_outlet(std::move(connection)));
}

void feed_hub::stream(
    http_request&& request, const std::shared_ptr<http_exchange>& exchange, const std::string& tenant
)
{
    http_response head;
    head.content_type = "text/event-stream";
    head.headers = {
        {"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}, {"X-Content-Type-Options", "nosniff"}};
    head.body = "retry: 2000\n\n";
    if (auto stream = exchange->respond_with_stream(std::move(head)); stream) {
        state_->subscribe(parse_feed_request(request), tenant, make_outlet(std::move(stream)));
    }
}

void feed_hub::drain()
{
    state_->is_draining = true;
    const auto open = state_->subscribers;
    for (const auto& each : open) {
        each->drain();
    }
}

std::size_t feed_hub::subscribers() const
{
    return state_->subscribers.size();
}

} // namespace chatqc::connectors
