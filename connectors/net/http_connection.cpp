// The one file with Beast's HTTP parser and serialiser.
#include "connectors/net/http_connection.h"

#include "connectors/net/upgrade.h"
#include "connectors/net/url.h"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <algorithm>

namespace chatqc::connectors {

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

using parser_type = http::request_parser<http::string_body>;
using header_type = parser_type::value_type;

constexpr std::size_t url_bytes_max = 4096;

std::string text_of(const header_type& message, http::field name)
{
    const auto found = message[name];
    return {found.data(), found.size()};
}

std::vector<std::string> comma_separated(std::string_view text)
{
    std::vector<std::string> found;
    while (!text.empty()) {
        std::string_view part = text.substr(0, text.find(','));
        text.remove_prefix(std::min(part.size() + 1, text.size()));
        const std::size_t begin = part.find_first_not_of(" \t");
        if (begin != std::string_view::npos) {
            found.emplace_back(part.substr(begin, part.find_last_not_of(" \t") - begin + 1));
        }
    }
    return found;
}

std::optional<http_response> parse_target(std::string_view target, http_request& out)
{
    if (target.size() > url_bytes_max) {
        return error_response(414, "uri_too_long", "the address is longer than 4 KiB");
    }
    const std::size_t mark = target.find('?');
    auto path = percent_decoded(target.substr(0, mark), false);
    auto query = parse_query(mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1));
    if (!path || !query || !path->starts_with('/') || path->find('\0') != std::string::npos) {
        return error_response(400, "bad_target", "the address cannot be read");
    }
    out.path = std::move(*path);
    out.query = std::move(*query);
    return std::nullopt;
}

// What no request may have, whatever it asks for.
std::optional<http_response> malformed(const header_type& message)
{
    if (message.count(http::field::transfer_encoding) > 0) {
        // Smuggling lives where lengths are told in two ways; we take one only.
        const bool both = message.count(http::field::content_length) > 0;
        return both ? error_response(400, "bad_request", "both Content-Length and Transfer-Encoding")
                    : error_response(411, "length_required", "send a Content-Length, not chunks");
    }
    if (message.count(http::field::host) > 1 ||
        (message.version() >= 11 && message.count(http::field::host) == 0)) {
        return error_response(400, "bad_request", "exactly one Host is needed");
    }
    if (message.count(http::field::content_length) > 1) {
        return error_response(400, "bad_request", "more than one Content-Length");
    }
    return std::nullopt;
}

std::optional<http_response> check_upgrade(const header_type& message, http_request& out)
{
    if (!beast::iequals(message[http::field::upgrade], "websocket")) {
        return std::nullopt; // plain HTTP: an upgrade to something else may be ignored
    }
    const auto version = message[http::field::sec_websocket_version];
    if (version != "13") {
        http_response answer = error_response(426, "upgrade_required", "WebSocket version 13 only");
        answer.headers.emplace_back("Sec-WebSocket-Version", "13");
        return answer;
    }
    if (!beast::websocket::is_upgrade(message)) {
        return error_response(400, "bad_upgrade", "not a WebSocket handshake");
    }
    out.is_upgrade = true;
    std::string offered;
    for (auto [at, end] = message.equal_range(http::field::sec_websocket_protocol); at != end; ++at) {
        offered.append(at->value().data(), at->value().size()).push_back(',');
    }
    out.subprotocols = comma_separated(offered);
    return std::nullopt;
}

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
    class endless;

    void expire_after(std::chrono::milliseconds limit);
    void on_header(const error_code& error);
    void read_body();
    void on_body(const error_code& error);
    void become_websocket();
    void refuse(http_response&& answer); // and close: what follows cannot be trusted to be a request
    void write(http_response&& answer, bool keep_alive);
    void fill(http::response<http::string_body>& message, http_response&& answer) const;
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
    bool is_waiting_ = false; // for the handler's answer
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

// An endless answer: plain bytes until one side closes.
class http_connection::endless : public byte_stream {
public:
    struct shared : std::enable_shared_from_this<shared> {
        shared(tcp_socket from, std::chrono::milliseconds limit)
            : socket(std::move(from)), deadline(socket.get_executor()), write_limit(limit)
        {
        }

        void write(std::string bytes)
        {
            outgoing = std::move(bytes);
            is_sending = true;
            deadline.expires_after(write_limit);
            deadline.async_wait([self = shared_from_this()](const error_code& error) {
                if (!error && self->is_sending) {
                    self->drop();
                }
            });
            asio::async_write(
                socket,
                asio::buffer(outgoing),
                [self = shared_from_this()](const error_code& error, std::size_t) {
                    self->is_sending = false;
                    self->deadline.cancel();
                    if (error || self->wants_close) {
                        self->end();
                    } else if (self->handler != nullptr && self->is_started) {
                        self->handler->sent();
                    }
                }
            );
        }

        // What the peer sends is of no interest, but that it goes away is.
        void watch()
        {
            socket.async_read_some(
                asio::buffer(incoming),
                [self = shared_from_this()](const error_code& error, std::size_t) {
                    if (error) {
                        self->end();
                    } else {
                        self->watch();
                    }
                }
            );
        }

        void drop()
        {
            error_code ignored;
            socket.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
            socket.close(ignored);
        }

        void end()
        {
            drop();
            slot.reset();
            deadline.cancel();
            if (byte_stream_handler* told = std::exchange(handler, nullptr); told != nullptr) {
                told->closed();
            }
        }

        tcp_socket socket;
        steady_timer deadline;
        std::chrono::milliseconds write_limit;
        std::shared_ptr<void> slot;
        std::string outgoing;
        char incoming[256] = {};
        byte_stream_handler* handler = nullptr;
        bool is_sending = false;
        bool is_started = false;
        bool wants_close = false;
    };

    explicit endless(std::shared_ptr<shared> made) : shared_(std::move(made)) {}

    ~endless() override
    {
        shared_->handler = nullptr;
        shared_->drop();
    }

    void start(byte_stream_handler& handler) override
    {
        shared_->handler = &handler;
        shared_->is_started = true;
        shared_->watch();
    }

    void send(std::string bytes) override { shared_->write(std::move(bytes)); }

    bool is_sending() const override { return shared_->is_sending; }

    void close() override
    {
        shared_->wants_close = true;
        if (!shared_->is_sending) {
            asio::post(shared_->socket.get_executor(), [self = shared_] { self->end(); });
        }
    }

private:
    std::shared_ptr<shared> shared_;
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
    if (error == http::error::header_limit) {
        refuse(error_response(431, "header_too_long", "the header is longer than allowed"));
        return;
    }
    if (error == http::error::body_limit) {
        refuse(error_response(413, "too_long", "the body is longer than 8 MiB"));
        return;
    }
    if (error) {
        const bool theirs = error.category() == http::make_error_code(http::error::bad_method).category() &&
                            error != http::error::end_of_stream && error != http::error::partial_message;
        if (theirs) {
            refuse(error_response(400, "bad_request", error.message()));
        } else {
            finish();
        }
        return;
    }
    const header_type& head = parser_->get();
    keep_alive_ = head.keep_alive();
    is_head_ = head.method() == http::verb::head;
    request_.method.assign(head.method_string().data(), head.method_string().size());
    request_.host = text_of(head, http::field::host);
    request_.origin = text_of(head, http::field::origin);
    request_.authorization = text_of(head, http::field::authorization);
    request_.content_type = text_of(head, http::field::content_type);
    if (const auto found = head.find("Last-Event-ID"); found != head.end()) {
        request_.last_event_id.assign(found->value().data(), found->value().size());
    }
    request_.peer = peer_.to_string();
    request_.peer_is_loopback = peer_.is_loopback();
    std::optional<http_response> refusal = malformed(head);
    if (!refusal) {
        refusal = parse_target({head.target().data(), head.target().size()}, request_);
    }
    if (!refusal) {
        refusal = check_upgrade(head, request_);
    }
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

void http_connection::read_body()
{
    expire_after(limits_.body_limit);
    const header_type& head = parser_->get();
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
    is_waiting_ = true;
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
    is_waiting_ = false;
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
            if (error || !keep_alive || self->handler_ == nullptr) {
                self->finish();
            } else {
                self->next_request(self->limits_.idle_limit);
            }
        }
    );
}

std::unique_ptr<byte_stream> http_connection::stream(http_response&& head)
{
    is_waiting_ = false;
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
    auto made = std::make_shared<endless::shared>(std::move(socket_), limits_.write_limit);
    made->slot = std::move(slot_);
    made->write(std::move(bytes));
    handler_ = nullptr;
    return std::make_unique<endless>(std::move(made));
}

// The end of this connection; unread input is drained by the kernel's lingering close only as far as it
// likes.
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
