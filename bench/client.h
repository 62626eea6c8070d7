// What the load generator's connections have in common: the handshake, and how their coroutines are run.
// Internal to the load generator: Asio is seen here.
#pragma once

#include "bench/measure.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

namespace chatqc::bench {

namespace asio = boost::asio;
using boost::asio::ip::tcp;
using executor = asio::io_context::executor_type;
using task = asio::awaitable<void, executor>;
using tcp_socket = asio::basic_stream_socket<tcp, executor>;
using timer = asio::basic_waitable_timer<bench_clock, asio::wait_traits<bench_clock>, executor>;
constexpr asio::use_awaitable_t<executor> awaited;
constexpr std::size_t read_bytes = 64u << 10; // from the kernel at once

inline std::string reason_of_close(std::string_view payload)
{
    return std::string(payload.substr(std::min<std::size_t>(2, payload.size())));
}

// Connects and shakes hands; `left` is what came after the handshake.
inline task
open_websocket(tcp_socket& connection, std::uint16_t port, const std::string& target, std::string& left)
{
    co_await connection.async_connect({asio::ip::address_v4::loopback(), port}, awaited);
    connection.set_option(tcp::no_delay(true));
    const std::string request =
        "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
        "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        "Sec-WebSocket-Protocol: chatqc.v1\r\n\r\n";
    co_await asio::async_write(connection, asio::buffer(request), awaited);
    std::string answer;
    const std::size_t length =
        co_await asio::async_read_until(connection, asio::dynamic_buffer(answer), "\r\n\r\n", awaited);
    if (!answer.starts_with("HTTP/1.1 101")) {
        throw std::runtime_error("the server declined: " + answer.substr(0, answer.find('\r')));
    }
    left = answer.substr(length);
}

// Runs the tasks of all lanes to their end; the first exception is thrown again here.
class crew {
public:
    explicit crew(asio::io_context& context) : context_(context) {}

    void start(task work)
    {
        const auto finished = [this](const std::exception_ptr& error) {
            if (error && !error_) {
                error_ = error;
                context_.stop();
            }
        };
        asio::co_spawn(context_, std::move(work), finished);
    }

    template <class Progress> void run(Progress progress)
    {
        context_.restart();
        for (std::size_t before = progress();;) {
            context_.run_for(std::chrono::minutes(1));
            if (error_) {
                std::rethrow_exception(error_);
            }
            if (context_.stopped()) {
                return;
            }
            const std::size_t now = progress();
            if (now == before) {
                throw std::runtime_error("nothing was acknowledged for a minute");
            }
            before = now;
        }
    }

private:
    asio::io_context& context_;
    std::exception_ptr error_;
};

} // namespace chatqc::bench
