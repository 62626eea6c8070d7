// The one file with Beast's WebSocket stream: it takes long to compile, its users do not.
#include "connectors/net/websocket.h"

#include "connectors/net/asio.h"
#include "connectors/net/buffered_socket.h"
#include "connectors/net/heartbeat.h"
#include "connectors/net/upgrade.h"
#include "connectors/net/websocket_errors.h"
#include "connectors/net/websocket_heads.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <simdjson.h>

#include <algorithm>

namespace chatqc::connectors {

namespace beast = boost::beast;
namespace ws = boost::beast::websocket;

using std::chrono::milliseconds;

constexpr std::size_t read_padding = 64;     // promised behind every message
constexpr std::size_t keep_bytes = 1u << 20; // a larger receive buffer is given back

struct websocket::impl : std::enable_shared_from_this<impl> {
    impl(tcp_socket socket, const websocket_options& how);

    tcp_socket& tcp() { return stream.next_layer().next_layer(); }

    bool may_read() { return !is_reading && !is_paused && !wants_close && !has_ended && tcp().is_open(); }

    void begin(websocket_handler& user);
    void read();
    void on_read(const error_code& error);
    void write(std::string message, bool text);
    void begin_close();
    void refuse_text();
    void ping();
    void arm();
    void on_tick();
    void abort(std::string_view why);
    void end(const error_code& error);
    void drop();
    void drop_after(milliseconds limit); // until tick is cancelled: a handshake may not take longer

    ws::stream<buffered_socket, false> stream;
    beast::flat_buffer buffer;
    steady_timer tick;
    websocket_handler* handler = nullptr; // null: nobody is to be told
    std::shared_ptr<void> slot;
    bool is_server = false;
    std::string outgoing;
    heartbeat beat;
    ws::close_reason our_reason;
    std::string abort_reason;
    bool is_reading = false;
    bool is_paused = false;
    bool is_writing = false;
    bool is_pinging = false;
    bool wants_close = false; // close() was called
    bool is_closing = false;  // and the handshake has begun
    bool is_refusing = false; // a text was none: says so and ends
    bool is_closed_by_peer = false;
    bool has_ended = false;
};

websocket::impl::impl(tcp_socket socket, const websocket_options& how)
    : stream(std::move(socket), how.read_ahead_bytes), tick(stream.get_executor()), beat(how, steady::now())
{
    stream.read_message_max(how.message_bytes_max);
    stream.auto_fragment(false);
    // Our own clock (heartbeat.h): Beast 345 does not count pings as life.
    stream.set_option(ws::stream_base::timeout{ws::stream_base::none(), ws::stream_base::none(), false});
    buffer.max_size(how.message_bytes_max + 65536);
    error_code ignored;
    tcp().set_option(asio::ip::tcp::no_delay(true), ignored);
}

void websocket::impl::begin(websocket_handler& user)
{
    handler = &user;
    stream.next_layer().touch();
    stream.control_callback([this](ws::frame_type kind, beast::string_view payload) {
        if (kind == ws::frame_type::pong) {
            beat.pong(steady::now(), {payload.data(), payload.size()});
        } else if (kind == ws::frame_type::close && !wants_close) {
            is_closed_by_peer = true; // the answer goes out by itself; then its end of the line is waited for
            beat.close_began(steady::now());
        }
    });
    arm();
    read();
}

void websocket::impl::read()
{
    if (!may_read()) {
        return;
    }
    is_reading = true;
    stream.async_read(buffer, [self = shared_from_this()](const error_code& error, std::size_t) {
        self->on_read(error);
    });
}

void websocket::impl::on_read(const error_code& error)
{
    is_reading = false;
    if (error) {
        return end(error);
    }
    const bool is_text = is_server ? stream.next_layer().take_is_text() : stream.got_text();
    beat.spoke();
    if (handler != nullptr && !wants_close) {
        (void)buffer.prepare(read_padding);
        const auto bytes = buffer.cdata();
        const std::string_view message(static_cast<const char*>(bytes.data()), bytes.size());
        if (is_server && is_text && !simdjson::validate_utf8(message.data(), message.size())) {
            return refuse_text();
        }
        handler->received(message, is_text);
    }
    buffer.consume(buffer.size());
    if (buffer.capacity() > keep_bytes) {
        buffer.shrink_to_fit();
    }
    read();
}

void websocket::impl::write(std::string message, bool text)
{
    outgoing = std::move(message);
    is_writing = true;
    beat.write_began(steady::now());
    stream.text(text);
    stream.async_write(
        asio::buffer(outgoing),
        [self = shared_from_this()](const error_code& error, std::size_t) {
            self->is_writing = false;
            self->beat.write_ended();
            if (error) {
                self->end(error);
            } else if (self->is_refusing) {
                self->refuse_text();
            } else if (self->wants_close) {
                self->begin_close();
            } else if (self->handler != nullptr) {
                self->handler->sent();
            }
        }
    );
}

void websocket::impl::begin_close()
{
    if (is_closing || has_ended) {
        return;
    }
    is_closing = true;
    stream.async_close(our_reason, [self = shared_from_this()](const error_code& error) {
        self->end(error);
    });
}

// Ends the connection as Beast does for text that it checks itself.
void websocket::impl::refuse_text()
{
    wants_close = is_closing = is_refusing = true;
    our_reason.code = ws::close_code::bad_payload;
    if (!is_writing && !is_pinging) { // else then
        beat.close_began(steady::now());
        say_bad_payload(stream.next_layer(), [self = shared_from_this()](const error_code&) {
            self->end(ws::error::bad_frame_payload);
        });
    }
}

void websocket::impl::ping()
{
    if (std::exchange(is_pinging, true)) {
        return;
    }
    stream.async_ping(ws::ping_data{beat.pinged()}, [self = shared_from_this()](const error_code& error) {
        self->is_pinging = false;
        if (error) {
            self->end(error);
        } else if (self->is_refusing) {
            self->refuse_text();
        }
    });
}

void websocket::impl::arm()
{
    tick.expires_after(beat.interval());
    tick.async_wait([self = shared_from_this()](const error_code& error) {
        if (!error && !self->has_ended) {
            self->on_tick();
        }
    });
}

void websocket::impl::on_tick()
{
    const auto heard = is_reading ? std::optional(stream.next_layer().last_read()) : std::nullopt;
    const heartbeat::advice advice = beat.check(steady::now(), heard);
    if (advice.what == heartbeat::action::drop) {
        return abort(advice.why);
    }
    if (advice.what == heartbeat::action::ping) {
        ping();
    }
    arm();
}

// Ends the connection without a handshake; the handler hears of it from the loop.
void websocket::impl::abort(std::string_view why)
{
    abort_reason = why;
    drop();
    asio::post(stream.get_executor(), [self = shared_from_this()] {
        self->end(asio::error::operation_aborted);
    });
}

void websocket::impl::drop()
{
    error_code ignored;
    tcp().close(ignored);
    tick.cancel();
}

void websocket::impl::drop_after(milliseconds limit)
{
    tick.expires_after(limit);
    tick.async_wait([self = shared_from_this()](const error_code& error) {
        if (!error) {
            self->drop();
        }
    });
}

void websocket::impl::end(const error_code& error)
{
    if (has_ended) {
        return;
    }
    has_ended = true;
    websocket_end why;
    if (wants_close) {
        why.code = static_cast<close_code>(our_reason.code);
        why.reason.assign(our_reason.reason.data(), our_reason.reason.size());
    } else if (is_closed_by_peer || error == ws::error::closed) {
        why = end_by(stream.reason());
    } else if (!abort_reason.empty()) {
        why.reason = abort_reason;
    } else {
        why.code = code_of(error);
        why.reason = error.message();
    }
    drop();
    slot.reset();
    if (websocket_handler* told = std::exchange(handler, nullptr); told != nullptr) {
        told->closed(why);
    }
}

websocket::websocket(std::shared_ptr<impl> made) : impl_(std::move(made)) {}

websocket::~websocket()
{
    impl_->handler = nullptr;
    if (!impl_->has_ended) {
        impl_->abort("dropped");
    }
}

void websocket::start(websocket_handler& handler)
{
    impl_->begin(handler);
}

void websocket::send(std::string message, bool text)
{
    if (is_open() && !is_sending()) {
        impl_->write(std::move(message), text);
    }
}

bool websocket::is_sending() const
{
    return impl_->is_writing;
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
    if (std::exchange(impl_->is_paused, false) && impl_->may_read()) {
        impl_->stream.next_layer().touch();
        // Not at once: the caller may be inside received().
        asio::post(impl_->stream.get_executor(), [self = impl_] { self->read(); });
    }
}

bool websocket::is_paused() const
{
    return impl_->is_paused;
}

void websocket::close(close_code code, std::string_view reason)
{
    if (!is_open()) {
        return;
    }
    impl_->wants_close = true;
    impl_->beat.close_began(steady::now());
    impl_->our_reason.code = static_cast<ws::close_code>(code);
    impl_->our_reason.reason = beast::string_view(reason.data(), std::min<std::size_t>(reason.size(), 123));
    if (!impl_->is_writing) {
        impl_->begin_close();
    }
}

bool websocket::is_quiet() const
{
    error_code error;
    return impl_->is_reading && impl_->stream.next_layer().is_waiting() && impl_->buffer.size() == 0 &&
           impl_->stream.is_message_done() && impl_->tcp().available(error) == 0 && !error;
}

bool websocket::confirm_silence()
{
    if (impl_->beat.must_ask() && is_open()) {
        impl_->ping();
    }
    return impl_->beat.is_silent();
}

milliseconds websocket::since_pong() const
{
    return impl_->beat.since_pong(steady::now());
}

void accept_websocket(upgrade_request&& from, std::function<void(std::unique_ptr<websocket>)> done)
{
    auto made = std::make_shared<websocket::impl>(std::move(from.socket), from.options);
    made->slot = std::move(from.slot);
    made->is_server = true;
    made->stream.next_layer().hide_text();
    made->stream.next_layer().put_back(from.leftover);
    made->stream.set_option(ws::stream_base::decorator(response_head(from.subprotocol)));
    made->drop_after(from.options.close_limit); // the peer does not take the answer
    auto request = std::make_shared<decltype(from.request)>(std::move(from.request));
    made->stream.async_accept(*request, [made, request, done = std::move(done)](const error_code& error) {
        made->tick.cancel();
        if (error) {
            made->drop();
        }
        done(error ? nullptr : std::make_unique<websocket>(made));
    });
}

void shake_hands(
    tcp_socket socket,
    const connect_options& how,
    milliseconds limit,
    std::function<void(connect_result&&)> done
)
{
    auto made = std::make_shared<websocket::impl>(std::move(socket), how.stream);
    made->drop_after(limit);
    made->stream.write_buffer_bytes(65536); // what is masked goes out in pieces of this size
    made->stream.set_option(ws::stream_base::decorator(request_head(how)));
    auto response = std::make_shared<ws::response_type>();
    const auto finish = [made, response, done = std::move(done)](const error_code& error) {
        made->tick.cancel();
        connect_result result = outcome_of(error, response->result_int());
        if (error) {
            made->drop();
        } else {
            result.connection = std::make_unique<websocket>(made);
        }
        done(std::move(result));
    };
    made->stream.async_handshake(*response, how.host + ":" + how.port, how.target, finish);
}

} // namespace chatqc::connectors
