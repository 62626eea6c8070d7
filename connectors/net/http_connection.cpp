// The one file with Beast's HTTP parser and serialiser.
#include "connectors/net/http_connection.h"

#include "connectors/net/byte_stream.h"
#include "connectors/net/http_head.h"
#include "connectors/net/upgrade.h"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <algorithm>

namespace chatqc::connectors {

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

using parser_type = http::request_parser<http::string_body>;

constexpr std::chrono::milliseconds linger_limit{
    2'000}; // for a refused peer to take the answer and stop sending

} // namespace

class http_connection : public std::enable_shared_from_this<http_connection> {
public:
    http_connection(
        tcp_socket socket, const http_limits& limits, http_handler& handler, std::shared_ptr<void> slot
    )
        : socket_(std::move(socket)),
          deadline_(socket_.get_executor()),
          limits_(limits),
          handler_(&handler),
          slot_(std::move(slot))
    {
        error_code ignored;
        socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
        const auto peer = socket_.remote_endpoint(ignored);
        peer_ = peer.address();
    }

    void next_request(std::chrono::milliseconds limit);
    void close();
    void respond(http_response&& answer);
    void answer_any_thread(http_response answer);
    std::unique_ptr<byte_stream> stream(http_response&& head);

private:
    class exchange;

    void expire_after(std::chrono::milliseconds limit);
    void on_header(const error_code& error);
    void on_bad_header(const error_code& error);
    void read_body();
    void on_body(const error_code& error);
    void become_websocket();
    void refuse(http_response&& answer); // and close: what follows cannot be trusted to be a request
    void write(http_response&& answer, bool keep_alive);
    void fill(http::response<http::string_body>& message, http_response&& answer) const;
    void linger();
    void finish();

    tcp_socket socket_;
    steady_timer deadline_;
    http_limits limits_;
    http_handler* handler_; // null: closed
    std::shared_ptr<void> slot_;
    asio::ip::address peer_;
    beast::flat_buffer buffer_;
    std::optional<parser_type> parser_;
    http_request request_;
    std::string interim_;
    http::response<http::string_body> response_;
    bool keep_alive_ = false;
    bool is_head_ = false;
    bool must_linger_ = false; // it may still be sending what nobody reads
};

// The handler's side of a request that waits. Holds the connection.
class http_connection::exchange : public http_exchange {
public:
    explicit exchange(std::shared_ptr<http_connection> connection) : connection_(std::move(connection)) {}

    ~exchange() override
    {
        if (connection_) {
            respond(error_response(500, "internal", "no answer was given"));
        }
    }

    void respond(http_response answer) override
    {
        if (const auto mine = std::exchange(connection_, nullptr); mine) {
            mine->answer_any_thread(std::move(answer));
        }
    }

    std::unique_ptr<byte_stream> respond_with_stream(http_response head) override
    {
        const auto mine = std::exchange(connection_, nullptr);
        return mine ? mine->stream(std::move(head)) : nullptr;
    }

private:
    std::shared_ptr<http_connection> connection_;
};

void http_connection::expire_after(std::chrono::milliseconds limit)
{
    deadline_.expires_after(limit);
    deadline_.async_wait([self = weak_from_this()](const error_code& error) {
        if (const auto mine = self.lock(); mine && !error) {
            error_code ignored;
            mine->socket_.close(ignored);
        }
    });
}

void http_connection::next_request(std::chrono::milliseconds limit)
{
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
    parser_->body_limit(limits_.body_bytes);
    request_ = {};
    expire_after(limit);
    http::async_read_header(
        socket_,
        buffer_,
        *parser_,
        [self = shared_from_this()](const error_code& error, std::size_t) { self->on_header(error); }
    );
}

void http_connection::on_header(const error_code& error)
{
    if (handler_ == nullptr) {
        return;
    }
    if (error) {
        on_bad_header(error);
        return;
    }
    const http_head& head = parser_->get();
    keep_alive_ = head.keep_alive();
    is_head_ = head.method() == http::verb::head;
    request_.peer = peer_.to_string();
    request_.peer_is_loopback = peer_.is_loopback();
    std::optional<http_response> refusal = read_head(head, request_);
    if (!refusal) {
        refusal = handler_->check(request_);
    }
    if (refusal) {
        const bool has_body = parser_->content_length().value_or(0) > 0;
        if (has_body || request_.is_upgrade) {
            refuse(std::move(*refusal));
        } else {
            respond(std::move(*refusal));
        }
    } else if (request_.is_upgrade) {
        become_websocket();
    } else {
        read_body();
    }
}

void http_connection::on_bad_header(const error_code& error)
{
    if (error == http::error::header_limit) {
        refuse(error_response(431, "header_too_long", "the header is longer than allowed"));
    } else if (error == http::error::body_limit) {
        refuse(error_response(413, "too_long", "the body is longer than 8 MiB"));
    } else if (error.category() == http::make_error_code(http::error::bad_method).category() && error != http::error::end_of_stream && error != http::error::partial_message) {
        refuse(error_response(400, "bad_request", error.message()));
    } else {
        finish(); // it went away
    }
}

void http_connection::read_body()
{
    expire_after(limits_.body_limit);
    const http_head& head = parser_->get();
    if (!parser_->is_done() && beast::iequals(head[http::field::expect], "100-continue")) {
        interim_ = "HTTP/1.1 100 Continue\r\n\r\n";
        asio::async_write(
            socket_, asio::buffer(interim_), [self = shared_from_this()](const error_code&, std::size_t) {}
        );
    }
    http::async_read(
        socket_,
        buffer_,
        *parser_,
        [self = shared_from_this()](const error_code& error, std::size_t) { self->on_body(error); }
    );
}

void http_connection::on_body(const error_code& error)
{
    if (handler_ == nullptr) {
        return;
    }
    if (error == http::error::body_limit) {
        refuse(error_response(413, "too_long", "the body is longer than 8 MiB"));
        return;
    }
    if (error) {
        finish();
        return;
    }
    deadline_.cancel(); // how long an answer takes is the handler's business
    request_.body = std::move(parser_->get().body());
    handler_->handle(std::move(request_), std::make_shared<exchange>(shared_from_this()));
}

void http_connection::become_websocket()
{
    upgrade_decision decision = handler_->upgrade(request_);
    if (decision.refusal) {
        refuse(std::move(*decision.refusal));
        return;
    }
    deadline_.cancel();
    upgrade_request next{
        std::move(socket_),
        parser_->release(),
        beast::buffers_to_string(buffer_.data()),
        std::move(decision.subprotocol),
        decision.options,
        std::move(slot_)};
    accept_websocket(std::move(next), [self = shared_from_this()](std::unique_ptr<websocket> connection) {
        if (connection && self->handler_ != nullptr) {
            self->handler_->connected(std::move(self->request_), std::move(connection));
        }
        self->handler_ = nullptr;
    });
}

void http_connection::answer_any_thread(http_response answer)
{
    asio::post(socket_.get_executor(), [self = shared_from_this(), given = std::move(answer)]() mutable {
        self->respond(std::move(given));
    });
}

void http_connection::respond(http_response&& answer)
{
    write(std::move(answer), keep_alive_);
}

void http_connection::refuse(http_response&& answer)
{
    must_linger_ = true;
    write(std::move(answer), false);
}

void http_connection::fill(http::response<http::string_body>& message, http_response&& answer) const
{
    message.version(11);
    message.result(answer.status);
    message.set(http::field::server, "chatqc");
    if (!answer.content_type.empty()) {
        message.set(http::field::content_type, answer.content_type);
    }
    for (const auto& [name, value] : answer.headers) {
        message.set(name, value);
    }
    message.body() = std::move(answer.body);
}

void http_connection::write(http_response&& answer, bool keep_alive)
{
    if (handler_ == nullptr || !socket_.is_open()) {
        finish();
        return;
    }
    response_ = {};
    fill(response_, std::move(answer));
    response_.keep_alive(keep_alive);
    response_.prepare_payload();
    if (is_head_) {
        response_.body().clear(); // its length stays in the header
    }
    expire_after(limits_.write_limit);
    http::async_write(
        socket_,
        response_,
        [self = shared_from_this(), keep_alive](const error_code& error, std::size_t) {
            if (!error && self->must_linger_) {
                error_code ignored;
                self->socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
                self->expire_after(linger_limit);
                self->linger();
            } else if (error || !keep_alive || self->handler_ == nullptr) {
                self->finish();
            } else {
                self->next_request(self->limits_.idle_limit);
            }
        }
    );
}

std::unique_ptr<byte_stream> http_connection::stream(http_response&& head)
{
    if (handler_ == nullptr || !socket_.is_open()) {
        finish();
        return nullptr;
    }
    http::response<http::string_body> message;
    fill(message, std::move(head));
    message.keep_alive(false);
    std::string bytes = "HTTP/1.1 200 OK\r\n";
    for (const auto& field : message) {
        bytes.append(field.name_string().data(), field.name_string().size()).append(": ");
        bytes.append(field.value().data(), field.value().size()).append("\r\n");
    }
    bytes.append("\r\n").append(message.body());
    handler_ = nullptr;
    return make_byte_stream(std::move(socket_), std::move(bytes), limits_.write_limit, std::move(slot_));
}

// A close while input is unread would reset the connection, and the peer might lose our answer: drop what it
// sends until it ends or the time is up.
void http_connection::linger()
{
    buffer_.clear();
    socket_.async_read_some(
        buffer_.prepare(4096),
        [self = shared_from_this()](const error_code& error, std::size_t) {
            if (error) {
                self->finish();
            } else {
                self->linger();
            }
        }
    );
}

void http_connection::finish()
{
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    socket_.close(ignored);
    deadline_.cancel();
    slot_.reset();
    handler_ = nullptr;
}

void http_connection::close()
{
    finish();
}

std::shared_ptr<http_connection>
serve_http(tcp_socket socket, const http_limits& limits, http_handler& handler, std::shared_ptr<void> slot)
{
    auto made = std::make_shared<http_connection>(std::move(socket), limits, handler, std::move(slot));
    made->next_request(limits.header_limit);
    return made;
}

void close_http(http_connection& connection)
{
    connection.close();
}

} // namespace chatqc::connectors
