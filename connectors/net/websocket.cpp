// The one file with Beast's WebSocket stream: it takes long to compile, its users do not.
#include "connectors/net/websocket.h"

#include "connectors/net/asio.h"
#include "connectors/net/buffered_socket.h"
#include "connectors/net/upgrade.h"

#include <boost/asio/ip/basic_resolver.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <algorithm>
#include <deque>
#include <vector>

namespace chatqc::connectors {

namespace beast = boost::beast;
namespace ws = boost::beast::websocket;

namespace {

using std::chrono::milliseconds;
using ws_stream = ws::stream<buffered_socket, false>;

constexpr std::size_t read_padding = 64;     // promised behind every message
constexpr std::size_t keep_bytes = 1u << 20; // a larger receive buffer is given back

milliseconds since(steady::time_point at)
{
    return std::chrono::duration_cast<milliseconds>(steady::now() - at);
}

// What Beast tells the peer when it fails a connection by itself.
close_code code_of(const error_code& error)
{
    if (error == ws::error::message_too_big || error == ws::error::buffer_overflow) {
        return close_code::too_big;
    }
    if (error == ws::error::bad_frame_payload || error == ws::error::bad_close_payload) {
        return close_code::bad_payload;
    }
    if (error == ws::condition::protocol_violation) {
        return close_code::protocol_error;
    }
    return close_code::abnormal;
}

} // namespace

struct websocket::impl : std::enable_shared_from_this<impl> {
    impl(tcp_socket socket, const websocket_options& how)
        : stream(std::move(socket), how.read_ahead_bytes), tick(stream.get_executor()), options(how)
    {
        stream.read_message_max(how.message_bytes_max);
        stream.auto_fragment(false);
        stream.set_option(ws::stream_base::timeout{ws::stream_base::none(), ws::stream_base::none(), false}
        ); // our own clock: beast 345 miscounts
        buffer.max_size(how.message_bytes_max + 65536);
        error_code ignored;
        tcp().set_option(asio::ip::tcp::no_delay(true), ignored);
    }

    tcp_socket& tcp() { return stream.next_layer().next_layer(); }

    void begin(websocket_handler& user);
    void read();
    void on_read(const error_code& error);
    void write(std::string message, bool text);
    void begin_close();
    void ping();
    void arm();
    void on_tick();
    void abort(std::string_view why);
    void end(const error_code& error);
    void drop();

    ws_stream stream;
    beast::flat_buffer buffer;
    steady_timer tick;
    websocket_options options;
    websocket_handler* handler = nullptr; // null: nobody is to be told
    std::shared_ptr<void> slot;

    std::string outgoing;
    std::string ping_payload;
    steady::time_point write_began{};
    steady::time_point close_began{};
    steady::time_point pong{steady::now()};
    steady::time_point next_ping{};
    ws::close_reason our_reason;
    std::string abort_reason;
    bool is_reading = false;
    bool is_paused = false;
    bool is_writing = false;
    bool is_pinging = false;
    bool wants_close = false; // close() was called
    bool is_closing = false;  // and the handshake has begun
    bool is_closed_by_peer = false;
    bool has_ended = false;
};

void websocket::impl::begin(websocket_handler& user)
{
    handler = &user;
    pong = steady::now();
    next_ping = pong + options.ping_every;
    stream.next_layer().touch();
    stream.control_callback([this](ws::frame_type kind, beast::string_view) {
        if (kind == ws::frame_type::pong) {
            pong = steady::now();
        } else if (kind == ws::frame_type::close && !wants_close) {
            is_closed_by_peer = true; // the answer goes out by itself; then its end of the line is waited for
            close_began = steady::now();
        }
    });
    arm();
    read();
}

void websocket::impl::read()
{
    is_reading = true;
    stream.async_read(buffer, [self = shared_from_this()](const error_code& error, std::size_t) {
        self->on_read(error);
    });
}

void websocket::impl::on_read(const error_code& error)
{
    is_reading = false;
    if (error) {
        end(error);
        return;
    }
    if (handler != nullptr && !wants_close) {
        (void)buffer.prepare(read_padding);
        const auto bytes = buffer.cdata();
        handler->received({static_cast<const char*>(bytes.data()), bytes.size()}, stream.got_text());
    }
    buffer.consume(buffer.size());
    if (buffer.capacity() > keep_bytes) {
        buffer.shrink_to_fit();
    }
    if (!is_paused && !wants_close && !has_ended && tcp().is_open()) {
        read();
    }
}

void websocket::impl::write(std::string message, bool text)
{
    outgoing = std::move(message);
    is_writing = true;
    write_began = steady::now();
    stream.text(text);
    stream.async_write(
        asio::buffer(outgoing),
        [self = shared_from_this()](const error_code& error, std::size_t) {
            self->is_writing = false;
            if (error) {
                self->end(error);
                return;
            }
            if (self->wants_close) {
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

void websocket::impl::ping()
{
    is_pinging = true;
    stream.async_ping({}, [self = shared_from_this()](const error_code& error) {
        self->is_pinging = false;
        if (error) {
            self->end(error);
        }
    });
}

void websocket::impl::arm()
{
    const milliseconds shortest =
        std::min({options.ping_every, options.silence_limit, options.write_limit, options.close_limit});
    tick.expires_after(std::max(shortest / 2, milliseconds{1}));
    tick.async_wait([self = shared_from_this()](const error_code& error) {
        if (!error && !self->has_ended) {
            self->on_tick();
        }
    });
}

void websocket::impl::on_tick()
{
    const auto now = steady::now();
    if ((wants_close || is_closed_by_peer) && since(close_began) > options.close_limit) {
        abort("the closing handshake was not answered");
        return;
    }
    if (is_writing && since(write_began) > options.write_limit) {
        abort("the peer does not read");
        return;
    }
    // While we do not read on purpose, silence says nothing.
    if (is_reading && since(stream.next_layer().last_read()) > options.silence_limit) {
        abort("nothing was heard from the peer");
        return;
    }
    if (now >= next_ping && !is_pinging && !wants_close && !is_closed_by_peer) {
        next_ping = now + options.ping_every;
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
        const ws::close_reason& theirs = stream.reason();
        why.code =
            theirs.code == ws::close_code::none ? close_code::normal : static_cast<close_code>(theirs.code);
        why.reason.assign(theirs.reason.data(), theirs.reason.size());
        why.by_peer = true;
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
    if (!impl_->is_paused) {
        return;
    }
    impl_->is_paused = false;
    if (!impl_->is_reading && is_open()) {
        impl_->stream.next_layer().touch();
        // Not at once: the caller may be inside received().
        asio::post(impl_->stream.get_executor(), [self = impl_] {
            if (!self->is_reading && !self->is_paused && !self->wants_close && !self->has_ended) {
                self->read();
            }
        });
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
    impl_->close_began = steady::now();
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

milliseconds websocket::since_pong() const
{
    return since(impl_->pong);
}

void accept_websocket(upgrade_request&& from, std::function<void(std::unique_ptr<websocket>)> done)
{
    auto made = std::make_shared<websocket::impl>(std::move(from.socket), from.options);
    made->slot = std::move(from.slot);
    made->stream.next_layer().put_back(from.leftover);
    made->stream.set_option(ws::stream_base::decorator([subprotocol =
                                                            from.subprotocol](ws::response_type& response) {
        response.set(beast::http::field::server, "chatqc");
        if (!subprotocol.empty()) {
            response.set(beast::http::field::sec_websocket_protocol, subprotocol);
        }
    }));
    made->tick.expires_after(made->options.close_limit);
    made->tick.async_wait([made](const error_code& error) {
        if (!error) {
            made->drop(); // the peer does not take the answer
        }
    });
    auto request = std::make_shared<decltype(from.request)>(std::move(from.request));
    made->stream.async_accept(*request, [made, request, done = std::move(done)](const error_code& error) {
        made->tick.cancel();
        if (error) {
            made->drop();
        }
        done(error ? nullptr : std::make_unique<websocket>(made));
    });
}

namespace {

// One attempt to connect: look-up, connection, handshake, against one deadline.
struct dialer : std::enable_shared_from_this<dialer> {
    dialer(event_loop& loop, const connect_options& options, std::function<void(connect_result&&)> call)
        : resolver(context_of(loop).get_executor()),
          socket(context_of(loop).get_executor()),
          deadline(context_of(loop).get_executor()),
          how(options),
          done(std::move(call))
    {
    }

    void run()
    {
        deadline.expires_after(how.limit);
        deadline.async_wait([self = shared_from_this()](const error_code& error) {
            if (!error) {
                self->expired = true;
                self->resolver.cancel();
                error_code ignored;
                self->socket.close(ignored);
                if (self->made) {
                    self->made->tcp().close(ignored);
                }
            }
        });
        resolver.async_resolve(
            how.host,
            how.port,
            [self = shared_from_this()](const error_code& error, const endpoints& found) {
                if (error) {
                    self->finish("cannot look up " + self->how.host + ": " + error.message());
                    return;
                }
                self->targets.assign(found.begin(), found.end());
                self->try_next("no address");
            }
        );
    }

    void try_next(const std::string& last_error)
    {
        if (targets.empty() || expired) {
            finish("cannot connect to " + how.host + ":" + how.port + ": " + last_error);
            return;
        }
        const asio::ip::tcp::endpoint target = targets.front();
        targets.pop_front();
        error_code ignored;
        socket.close(ignored);
        socket.async_connect(target, [self = shared_from_this()](const error_code& error) {
            if (error) {
                self->try_next(error.message());
            } else {
                self->shake_hands();
            }
        });
    }

    void shake_hands()
    {
        made = std::make_shared<websocket::impl>(std::move(socket), how.stream);
        made->stream.write_buffer_bytes(65536); // what is masked goes out in pieces of this size
        made->stream.set_option(ws::stream_base::decorator([this](ws::request_type& request) {
            request.set(beast::http::field::user_agent, "chatqc");
            if (!how.subprotocol.empty()) {
                request.set(beast::http::field::sec_websocket_protocol, how.subprotocol);
            }
            if (!how.authorization.empty()) {
                request.set(beast::http::field::authorization, how.authorization);
            }
        }));
        made->stream.async_handshake(
            response,
            how.host + ":" + how.port,
            how.target,
            [self = shared_from_this()](const error_code& error) {
                if (!error) {
                    self->finish({});
                } else if (error == ws::error::upgrade_declined) {
                    self->status = self->response.result_int();
                    self->finish("the server answered " + std::to_string(self->status));
                } else {
                    self->finish("the handshake failed: " + error.message());
                }
            }
        );
    }

    void finish(std::string error)
    {
        deadline.cancel();
        connect_result result;
        result.status = status;
        result.error = expired ? "no connection within the limit" : std::move(error);
        if (result.error.empty()) {
            result.connection = std::make_unique<websocket>(std::move(made));
        } else if (made) {
            made->drop();
        }
        const auto call = std::move(done);
        call(std::move(result));
    }

    using resolver_type = asio::ip::basic_resolver<asio::ip::tcp, loop_executor>;
    using endpoints = resolver_type::results_type;

    resolver_type resolver;
    tcp_socket socket;
    steady_timer deadline;
    connect_options how;
    std::function<void(connect_result&&)> done;
    std::deque<asio::ip::tcp::endpoint> targets;
    std::shared_ptr<websocket::impl> made;
    ws::response_type response;
    unsigned status = 0;
    bool expired = false;
};

} // namespace

void connect_websocket(
    event_loop& loop, const connect_options& how, std::function<void(connect_result&&)> done
)
{
    std::make_shared<dialer>(loop, how, std::move(done))->run();
}

} // namespace chatqc::connectors
