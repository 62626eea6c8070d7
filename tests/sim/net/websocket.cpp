// In place of connectors/net/websocket.cpp: messages, pings and the closing handshake over a virtual line.
#include "connectors/net/websocket.h"

#include "connectors/net/heartbeat.h"
#include "tests/sim/net/link.h"

#include <deque>
#include <optional>

namespace chatqc {

using connectors::close_code;
using connectors::heartbeat;
using connectors::websocket;
using connectors::websocket_end;
using connectors::websocket_handler;
using sim::milliseconds;
using sim::world;

namespace {

constexpr std::size_t read_padding = 64; // promised behind every message

heartbeat::instant instant_now()
{
    return heartbeat::instant{world::current().now()};
}

enum class frame_kind : std::uint8_t { message, ping, pong, close, end };

struct frame {
    frame_kind kind = frame_kind::message;
    bool text = true;
    std::string bytes; // of a message or ping; the reason of a close
    close_code code = close_code::normal;
};

class virtual_line;

} // namespace

struct websocket::impl : std::enable_shared_from_this<impl> {
    impl(std::shared_ptr<virtual_line> over, unsigned end_of, const websocket_options& how)
        : wire(std::move(over)), side(end_of), beat(how, instant_now())
    {
    }

    void begin(websocket_handler& user);
    void write(std::string message, bool text);
    void arrive(frame&& what);
    void read_all();
    void read(frame&& what);
    void close(close_code code, std::string_view why);
    void tick();
    void end(websocket_end why);
    // The line takes what was being sent: the next may come.
    void drained();

    std::shared_ptr<virtual_line> wire;
    unsigned side;
    heartbeat beat;
    websocket_handler* handler = nullptr;
    std::deque<frame> inbox; // arrived, not read
    std::optional<heartbeat::instant> heard;
    websocket_end ours; // of our own close
    bool has_begun = false;
    bool is_reading = false; // inside read_all
    bool is_paused = false;
    bool is_sending = false;
    bool wants_close = false;
    bool has_ended = false;
};

namespace {

using socket_impl = websocket::impl;

class virtual_line final : public sim::line, public std::enable_shared_from_this<virtual_line> {
public:
    explicit virtual_line(const sim::line_options& how) : how_(how) {}

    void join(unsigned side, const std::shared_ptr<socket_impl>& socket) { ends_[side] = socket; }

    void send(unsigned from, frame&& what);
    // What lay unread at this end has been read.
    void make_room(unsigned at);
    [[nodiscard]] bool has_room(unsigned from) const;

    void cut(milliseconds server_hears, milliseconds client_hears) override;

    void stall(milliseconds how_long) override
    {
        stalled_until_ = std::max(stalled_until_, world::current().now() + how_long);
    }

    [[nodiscard]] bool is_whole() const override { return is_whole_; }

private:
    struct direction {
        std::deque<frame> on_the_way;
        std::size_t bytes = 0; // on the way
        milliseconds last_arrives{0};
        bool is_choked = false; // a sender waits for room
    };

    void arm(unsigned from, milliseconds when);
    void deliver(unsigned from);
    void hear_of_end(unsigned side, milliseconds after);

    sim::line_options how_;
    std::weak_ptr<socket_impl> ends_[2];
    direction ways_[2]; // by the sending end
    milliseconds stalled_until_{0};
    bool is_whole_ = true;
};

void virtual_line::send(unsigned from, frame&& what)
{
    if (!is_whole_)
        return;
    auto& way = ways_[from];
    auto& here = world::current();
    way.bytes += what.bytes.size();
    way.on_the_way.push_back(std::move(what));
    const auto takes = milliseconds{here.dice().between(0, how_.latency_max.count())};
    way.last_arrives = std::max(way.last_arrives, here.now() + takes);
    arm(from, way.last_arrives);
}

void virtual_line::arm(unsigned from, milliseconds when)
{
    auto& here = world::current();
    here.after(std::max(when, stalled_until_) - here.now(), [self = shared_from_this(), from] {
        self->deliver(from);
    });
}

void virtual_line::deliver(unsigned from)
{
    auto& way = ways_[from];
    if (!is_whole_ || way.on_the_way.empty())
        return;
    if (world::current().now() < stalled_until_)
        return arm(from, stalled_until_);
    frame next = std::move(way.on_the_way.front());
    way.on_the_way.pop_front();
    way.bytes -= next.bytes.size();
    if (const auto to = ends_[1 - from].lock())
        to->arrive(std::move(next));
    make_room(1 - from);
}

bool virtual_line::has_room(unsigned from) const
{
    std::size_t bytes = ways_[from].bytes;
    if (const auto to = ends_[1 - from].lock()) {
        for (const auto& one : to->inbox)
            bytes += one.bytes.size();
    }
    return bytes < how_.buffer_bytes;
}

void virtual_line::make_room(unsigned at)
{
    const auto from = ends_[1 - at].lock();
    if (from && from->is_sending && has_room(1 - at))
        from->drained();
}

void virtual_line::cut(milliseconds server_hears, milliseconds client_hears)
{
    if (!std::exchange(is_whole_, false))
        return;
    hear_of_end(0, server_hears);
    hear_of_end(1, client_hears);
}

void virtual_line::hear_of_end(unsigned side, milliseconds after)
{
    world::current().after(after, [end = ends_[side]] {
        if (const auto alive = end.lock())
            alive->end({close_code::abnormal, "the line broke", false});
    });
}

} // namespace

void websocket::impl::begin(websocket_handler& user)
{
    handler = &user;
    has_begun = true;
    heard = instant_now();
    tick();
    read_all();
}

void websocket::impl::tick()
{
    const auto advice = beat.check(instant_now(), is_paused ? std::nullopt : heard);
    if (advice.what == heartbeat::action::drop) {
        wire->cut(milliseconds{0}, milliseconds{0}); // both ends hear of it, as by a reset
        return;
    }
    if (advice.what == heartbeat::action::ping)
        wire->send(side, {frame_kind::ping, true, beat.pinged(), {}});
    world::current().after(beat.interval(), [self = weak_from_this()] {
        if (const auto alive = self.lock(); alive && !alive->has_ended)
            alive->tick();
    });
}

void websocket::impl::write(std::string message, bool text)
{
    is_sending = true;
    beat.write_began(instant_now());
    wire->send(side, {frame_kind::message, text, std::move(message), {}});
    world::current().after(milliseconds{0}, [self = weak_from_this()] {
        const auto alive = self.lock();
        if (alive && alive->is_sending && (!alive->wire->is_whole() || alive->wire->has_room(alive->side)))
            alive->drained();
    });
}

void websocket::impl::drained()
{
    if (has_ended)
        return;
    is_sending = false;
    beat.write_ended();
    if (wants_close)
        wire->send(side, {frame_kind::close, true, ours.reason, ours.code});
    else if (handler != nullptr)
        handler->sent();
}

void websocket::impl::arrive(frame&& what)
{
    heard = instant_now();
    inbox.push_back(std::move(what));
    read_all();
}

void websocket::impl::read_all()
{
    if (is_reading || !has_begun)
        return;
    const auto self = shared_from_this(); // the handler may let go of us
    is_reading = true;
    // Once we close, what comes is only read to find the peer's half of it.
    while (!inbox.empty() && (!is_paused || wants_close) && !has_ended) {
        frame next = std::move(inbox.front());
        inbox.pop_front();
        read(std::move(next));
    }
    is_reading = false;
    wire->make_room(side);
}

void websocket::impl::read(frame&& what)
{
    switch (what.kind) {
    case frame_kind::message:
        beat.spoke();
        if (handler != nullptr && !wants_close) {
            what.bytes.reserve(what.bytes.size() + read_padding);
            handler->received(what.bytes, what.text);
        }
        return;
    case frame_kind::ping:
        wire->send(side, {frame_kind::pong, true, std::move(what.bytes), {}});
        return;
    case frame_kind::pong:
        beat.pong(instant_now(), what.bytes);
        return;
    case frame_kind::close:
        if (!wants_close)
            wire->send(side, {frame_kind::end, true, {}, {}});
        end(wants_close ? ours : websocket_end{what.code, what.bytes, true});
        return;
    case frame_kind::end:
        end(wants_close ? ours : websocket_end{close_code::abnormal, "the peer is gone", false});
        return;
    }
}

void websocket::impl::close(close_code code, std::string_view why)
{
    wants_close = true;
    ours = {code, std::string{why.substr(0, 123)}, false};
    beat.close_began(instant_now());
    if (!is_sending)
        wire->send(side, {frame_kind::close, true, ours.reason, ours.code});
    read_all();
}

void websocket::impl::end(websocket_end why)
{
    if (std::exchange(has_ended, true))
        return;
    inbox.clear();
    if (websocket_handler* told = std::exchange(handler, nullptr); told != nullptr)
        told->closed(why);
}

namespace connectors {

websocket::websocket(std::shared_ptr<impl> made) : impl_(std::move(made)) {}

// What was sent before still arrives, and behind it the end.
websocket::~websocket()
{
    impl_->handler = nullptr;
    if (!std::exchange(impl_->has_ended, true))
        impl_->wire->send(impl_->side, {frame_kind::end, true, {}, {}});
}

void websocket::start(websocket_handler& handler)
{
    impl_->begin(handler);
}

void websocket::send(std::string message, bool text)
{
    if (is_open() && !is_sending())
        impl_->write(std::move(message), text);
}

bool websocket::is_sending() const
{
    return impl_->is_sending;
}

bool websocket::is_open() const
{
    return !impl_->wants_close && !impl_->has_ended;
}

void websocket::pause()
{
    impl_->is_paused = true;
}

void websocket::resume()
{
    if (!std::exchange(impl_->is_paused, false))
        return;
    // Not at once: the caller may be inside received().
    world::current().after(milliseconds{0}, [self = std::weak_ptr(impl_)] {
        if (const auto alive = self.lock())
            alive->read_all();
    });
}

bool websocket::is_paused() const
{
    return impl_->is_paused;
}

void websocket::close(close_code code, std::string_view reason)
{
    if (is_open())
        impl_->close(code, reason);
}

bool websocket::is_quiet() const
{
    return !impl_->is_paused && !impl_->is_reading && impl_->inbox.empty();
}

bool websocket::confirm_silence()
{
    if (impl_->beat.must_ask() && is_open())
        impl_->wire->send(impl_->side, {frame_kind::ping, true, impl_->beat.pinged(), {}});
    return impl_->beat.is_silent();
}

milliseconds websocket::since_pong() const
{
    return impl_->beat.since_pong(instant_now());
}

} // namespace connectors

namespace sim {

connection connect(const line_options& how)
{
    const auto wire = std::make_shared<virtual_line>(how);
    const auto server = std::make_shared<socket_impl>(wire, 0u, how.server);
    const auto client = std::make_shared<socket_impl>(wire, 1u, connectors::websocket_options{});
    wire->join(0, server);
    wire->join(1, client);
    return {std::make_unique<websocket>(server), std::make_unique<websocket>(client), wire};
}

} // namespace sim

} // namespace chatqc
