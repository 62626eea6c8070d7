// How a client comes to a WebSocket: look-up, connection to the first address that answers, handshake.
#include "connectors/net/asio.h"
#include "connectors/net/upgrade.h"
#include "connectors/net/websocket.h"

#include <boost/asio/ip/basic_resolver.hpp>

#include <deque>

namespace chatqc::connectors {

namespace {

using std::chrono::milliseconds;

// One attempt, all steps against one deadline.
struct dialer : std::enable_shared_from_this<dialer> {
    using resolver_type = asio::ip::basic_resolver<asio::ip::tcp, loop_executor>;

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
                self->has_expired = true;
                self->resolver.cancel();
                error_code ignored;
                self->socket.close(ignored);
            }
        });
        resolver.async_resolve(
            how.host,
            how.port,
            [self = shared_from_this()](const error_code& error, const resolver_type::results_type& found) {
                if (error) {
                    self->fail("cannot look up " + self->how.host + ": " + error.message());
                    return;
                }
                self->targets.assign(found.begin(), found.end());
                self->try_next("no address");
            }
        );
    }

    void try_next(const std::string& last_error)
    {
        if (targets.empty() || has_expired) {
            fail("cannot connect to " + how.host + ":" + how.port + ": " + last_error);
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
                self->hand_over();
            }
        });
    }

    void hand_over()
    {
        const auto left = std::chrono::duration_cast<milliseconds>(deadline.expiry() - steady::now());
        deadline.cancel();
        shake_hands(std::move(socket), how, std::max(left, milliseconds{1}), std::move(done));
    }

    void fail(std::string error)
    {
        deadline.cancel();
        connect_result result;
        result.error = has_expired ? "no connection within the limit" : std::move(error);
        const auto call = std::move(done);
        call(std::move(result));
    }

    resolver_type resolver;
    tcp_socket socket;
    steady_timer deadline;
    connect_options how;
    std::function<void(connect_result&&)> done;
    std::deque<asio::ip::tcp::endpoint> targets;
    bool has_expired = false;
};

} // namespace

void connect_websocket(
    event_loop& loop, const connect_options& how, std::function<void(connect_result&&)> done
)
{
    std::make_shared<dialer>(loop, how, std::move(done))->run();
}

} // namespace chatqc::connectors
