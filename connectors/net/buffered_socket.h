// A TCP socket that reads ahead: many small WebSocket frames come out of one read of the kernel (Beast's own
// buffer is 1.5 KB). Internal to net/websocket.cpp.
#pragma once

#include "connectors/net/asio.h"
#include "connectors/net/message_kinds.h"

#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace chatqc::connectors {

class buffered_socket {
public:
    using next_layer_type = tcp_socket;
    using executor_type = loop_executor;

    buffered_socket(tcp_socket socket, std::size_t read_ahead_bytes)
        : socket_(std::move(socket)), buffer_(read_ahead_bytes)
    {
    }

    executor_type get_executor() { return socket_.get_executor(); }

    next_layer_type& next_layer() { return socket_; }

    const next_layer_type& next_layer() const { return socket_; }

    // What was read behind the HTTP header. Before the first read; must fit the read-ahead.
    void put_back(std::string_view bytes)
    {
        if (buffer_.size() < bytes.size()) {
            buffer_.resize(bytes.size());
        }
        std::memcpy(buffer_.data(), bytes.data(), bytes.size());
        begin_ = 0;
        end_ = bytes.size();
    }

    // From here on every message is handed on as a binary one; take_is_text() tells. Before the first read.
    void hide_text() { kinds_.emplace(); }

    // Of the message that was read: whether it was text. Once a message, after hide_text().
    bool take_is_text() { return kinds_->take_is_text(); }

    // Waits for the kernel with nothing in hand.
    [[nodiscard]] bool is_waiting() const { return waiting_ && begin_ == end_; }

    [[nodiscard]] steady::time_point last_read() const { return last_read_; }

    void touch() { last_read_ = steady::now(); }

    template <class Buffers, class Handler> auto async_read_some(const Buffers& into, Handler&& handler)
    {
        return asio::async_initiate<Handler, void(error_code, std::size_t)>(
            [](auto&& done, buffered_socket* self, const Buffers& target) {
                self->read(target, std::forward<decltype(done)>(done));
            },
            handler,
            this,
            into
        );
    }

    template <class Buffers, class Handler> auto async_write_some(const Buffers& from, Handler&& handler)
    {
        return socket_.async_write_some(from, std::forward<Handler>(handler));
    }

private:
    // Goes on with the caller's handler on the caller's executor once the kernel has given something.
    template <class Buffers, class Handler> struct filled {
        using executor_type = asio::associated_executor_t<Handler, loop_executor>;
        using allocator_type = asio::associated_allocator_t<Handler>;

        executor_type get_executor() const noexcept
        {
            return asio::get_associated_executor(handler, self->socket_.get_executor());
        }

        allocator_type get_allocator() const noexcept { return asio::get_associated_allocator(handler); }

        void operator()(error_code error, std::size_t bytes)
        {
            self->waiting_ = false;
            self->touch();
            if (!direct && !error) {
                self->begin_ = 0;
                self->end_ = bytes;
                bytes = self->take(into);
            } else {
                self->pass(into, bytes);
            }
            handler(error, bytes);
        }

        buffered_socket* self;
        Buffers into;
        Handler handler;
        bool direct;
    };

    template <class Buffers, class Handler> void read(const Buffers& into, Handler&& handler)
    {
        using plain = std::decay_t<Handler>;
        const std::size_t wanted = asio::buffer_size(into);
        if (begin_ != end_ || wanted == 0) {
            const std::size_t bytes = take(into);
            asio::post(
                asio::get_associated_executor(handler, socket_.get_executor()),
                [done = plain(std::forward<Handler>(handler)), bytes]() mutable { done(error_code{}, bytes); }
            );
            return;
        }
        waiting_ = true;
        const bool direct = wanted >= buffer_.size(); // a long payload: past our buffer
        filled<Buffers, plain> next{this, into, plain(std::forward<Handler>(handler)), direct};
        if (direct) {
            socket_.async_read_some(into, std::move(next));
        } else {
            socket_.async_read_some(asio::buffer(buffer_), std::move(next));
        }
    }

    template <class Buffers> std::size_t take(const Buffers& into)
    {
        const std::size_t bytes =
            asio::buffer_copy(into, asio::const_buffer(buffer_.data() + begin_, end_ - begin_));
        begin_ += bytes;
        pass(into, bytes);
        return bytes;
    }

    // Of what was read into the caller's buffers.
    template <class Buffers> void pass(const Buffers& into, std::size_t bytes)
    {
        if (!kinds_)
            return;
        const auto end = asio::buffer_sequence_end(into);
        for (auto at = asio::buffer_sequence_begin(into); at != end && bytes > 0; ++at) {
            const asio::mutable_buffer part = *at;
            const std::size_t size = std::min(bytes, part.size());
            kinds_->pass(static_cast<char*>(part.data()), size);
            bytes -= size;
        }
    }

    tcp_socket socket_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    bool waiting_ = false;
    std::optional<message_kinds> kinds_;
    steady::time_point last_read_ = steady::now();
};

// Found by Beast through the argument: the end of a connection is the socket's own.
inline void teardown(boost::beast::role_type role, buffered_socket& stream, error_code& error)
{
    boost::beast::websocket::teardown(role, stream.next_layer(), error);
}

// Says that we are done, then reads what the peer still had on the way until it is done too. Closing at once
// would reset the connection, and the reset may overtake our last words: an oversized frame's 1009 would be
// lost. (Beast 345 means to do this but stops after one read.)
class last_words {
public:
    explicit last_words(tcp_socket& socket) : socket_(socket) {}

    template <class Self> void operator()(Self& self, error_code error = {}, std::size_t bytes = 0)
    {
        if (step_ == step::begin) {
            step_ = step::shutdown;
            return asio::post(socket_.get_executor(), std::move(self));
        }
        if (step_ == step::shutdown) {
            step_ = step::read;
            socket_.shutdown(tcp_socket::shutdown_send, error);
        }
        left_ -= std::min(left_, bytes);
        if (error || left_ == 0) {
            error_code ignored;
            socket_.close(ignored);
            return self.complete(error == asio::error::eof ? error_code{} : error);
        }
        const auto into = asio::buffer(*bytes_); // before `self`, and with it this, moves
        socket_.async_read_some(into, std::move(self));
    }

private:
    enum class step { begin, shutdown, read };
    static constexpr std::size_t bytes_max = 64u << 20; // of what is thrown away; silence is the heartbeat's

    tcp_socket& socket_;
    step step_ = step::begin;
    std::size_t left_ = bytes_max;
    std::unique_ptr<std::array<char, 65536>> bytes_ = std::make_unique<std::array<char, 65536>>();
};

template <class Handler>
void async_teardown(boost::beast::role_type role, buffered_socket& stream, Handler&& handler)
{
    if (role == boost::beast::role_type::client) {
        boost::beast::websocket::async_teardown(role, stream.next_layer(), std::forward<Handler>(handler));
        return;
    }
    asio::async_compose<Handler, void(error_code)>(
        last_words{stream.next_layer()}, handler, stream.next_layer()
    );
}

// The close frame for text that is not UTF-8 (RFC 6455, 8.1), and no waiting for an answer. Nothing else may
// be on its way out.
template <class Handler> void say_bad_payload(buffered_socket& stream, Handler handler)
{
    static constexpr std::array<unsigned char, 4> goodbye = {0x88, 0x02, 1007 >> 8, 1007 & 0xff};
    const auto said = [&stream, handler = std::move(handler)](const error_code&, std::size_t) {
        async_teardown(boost::beast::role_type::server, stream, handler);
    };
    asio::async_write(stream.next_layer(), asio::buffer(goodbye), said);
}

} // namespace chatqc::connectors
