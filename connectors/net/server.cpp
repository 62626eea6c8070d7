#include "connectors/net/server.h"

#include "connectors/net/asio.h"
#include "connectors/net/http_connection.h"
#include "connectors/net/slots.h"

#include <algorithm>
#include <vector>

namespace chatqc::connectors {

namespace {

constexpr std::chrono::milliseconds accept_pause{100}; // after an error such as too many open files

} // namespace

struct http_server::state : std::enable_shared_from_this<state> {
    state(event_loop& loop, const server_options& options, http_handler& user)
        : acceptor(context_of(loop).get_executor()),
          pause(context_of(loop).get_executor()),
          slots(options.connections_max, options.connections_per_address_max),
          handler(user)
    {
        limits.header_bytes = options.header_bytes;
        limits.body_bytes = options.body_bytes;
        limits.header_limit = options.header_limit;
        limits.idle_limit = options.idle_limit;
    }

    void accept()
    {
        acceptor.async_accept([self = shared_from_this()](const error_code& error, tcp_socket socket) {
            if (self->is_stopped) {
                return;
            }
            if (error) {
                self->accept_later();
                return;
            }
            self->take(std::move(socket));
            self->accept();
        });
    }

    void accept_later()
    {
        pause.expires_after(accept_pause);
        pause.async_wait([self = shared_from_this()](const error_code& error) {
            if (!error && !self->is_stopped) {
                self->accept();
            }
        });
    }

    void take(tcp_socket socket)
    {
        error_code error;
        const auto peer = socket.remote_endpoint(error);
        if (error) {
            return; // gone already
        }
        std::shared_ptr<void> slot = slots.take(peer.address().to_string());
        if (!slot) {
            ++turned_away;
            static constexpr std::string_view answer = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: "
                                                       "5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            socket.non_blocking(true, error);
            (void)socket.write_some(asio::buffer(answer), error); // if it does not fit, the close says it too
            return;
        }
        if (open.size() >= open_check) {
            std::erase_if(open, [](const auto& each) { return each.expired(); });
            open_check = std::max<std::size_t>(64, 2 * open.size());
        }
        open.push_back(serve_http(std::move(socket), limits, handler, std::move(slot)));
    }

    void stop()
    {
        is_stopped = true;
        error_code ignored;
        acceptor.close(ignored);
        pause.cancel();
    }

    tcp_acceptor acceptor;
    steady_timer pause;
    connection_slots slots;
    http_limits limits;
    http_handler& handler;
    std::vector<std::weak_ptr<http_connection>> open; // some of them gone
    std::size_t open_check = 64;
    std::uint64_t turned_away = 0;
    bool is_stopped = false;
};

http_server::http_server(event_loop& loop, const server_options& options, http_handler& handler)
    : state_(std::make_shared<state>(loop, options, handler))
{
}

http_server::~http_server()
{
    state_->stop();
    for (const auto& each : state_->open) {
        if (const auto connection = each.lock(); connection) {
            close_http(*connection);
        }
    }
}

listen_result http_server::listen(const std::string& address, std::uint16_t port)
{
    listen_result result;
    error_code error;
    const auto fail = [&](std::string_view what) {
        result.error = "cannot listen on " + address + ":" + std::to_string(port) + ": " + std::string(what) +
                       ": " + error.message();
        return result;
    };
    const auto parsed = asio::ip::make_address(address == "localhost" ? "127.0.0.1" : address, error);
    if (error) {
        return fail("not an IP address");
    }
    const asio::ip::tcp::endpoint endpoint(parsed, port);
    state_->acceptor.open(endpoint.protocol(), error);
    if (error) {
        return fail("open");
    }
    state_->acceptor.set_option(asio::socket_base::reuse_address(true), error);
    state_->acceptor.bind(endpoint, error);
    if (error) {
        return fail("bind");
    }
    state_->acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
        return fail("listen");
    }
    result.port = state_->acceptor.local_endpoint(error).port();
    state_->accept();
    return result;
}

void http_server::stop_accepting()
{
    state_->stop();
}

std::size_t http_server::connections() const
{
    return state_->slots.taken();
}

std::uint64_t http_server::turned_away() const
{
    return state_->turned_away;
}

} // namespace chatqc::connectors
