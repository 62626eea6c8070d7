// The concrete Asio types all sockets of this folder share; the default any_io_executor would cost a third
// more on small frames. Internal: included by .cpp files of connectors only.
#pragma once

#include "connectors/net/event_loop.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>

namespace chatqc::connectors {

namespace asio = boost::asio;
using boost::system::error_code;
using steady = std::chrono::steady_clock;
using loop_executor = asio::io_context::executor_type;
using tcp_socket = asio::basic_stream_socket<asio::ip::tcp, loop_executor>;
using tcp_acceptor = asio::basic_socket_acceptor<asio::ip::tcp, loop_executor>;
using steady_timer = asio::basic_waitable_timer<steady, asio::wait_traits<steady>, loop_executor>;

struct event_loop::state {
    asio::io_context context{1};
};

inline asio::io_context& context_of(event_loop& loop)
{
    return loop.internals().context;
}

} // namespace chatqc::connectors
