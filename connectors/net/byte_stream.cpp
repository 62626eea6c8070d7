#include "connectors/net/byte_stream.h"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace chatqc::connectors {

namespace {

// The socket and its pending operations, which may outlive the stream.
struct line : std::enable_shared_from_this<line> {
    line(tcp_socket from, std::chrono::milliseconds limit)
        : socket(std::move(from)), deadline(socket.get_executor()), write_limit(limit)
    {
    }

    void write(std::string bytes)
    {
        outgoing = std::move(bytes);
        is_sending = true;
        deadline.expires_after(write_limit);
        deadline.async_wait([self = shared_from_this()](const error_code& error) {
            if (!error && self->is_sending && self->deadline.expiry() <= steady::now()) {
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

class endless_answer : public byte_stream {
public:
    explicit endless_answer(std::shared_ptr<line> made) : line_(std::move(made)) {}

    ~endless_answer() override
    {
        line_->handler = nullptr;
        line_->drop();
    }

    void start(byte_stream_handler& handler) override
    {
        line_->handler = &handler;
        line_->is_started = true;
        line_->watch();
    }

    void send(std::string bytes) override { line_->write(std::move(bytes)); }

    bool is_sending() const override { return line_->is_sending; }

    void close() override
    {
        line_->wants_close = true;
        if (!line_->is_sending) {
            asio::post(line_->socket.get_executor(), [self = line_] { self->end(); });
        }
    }

private:
    std::shared_ptr<line> line_;
};

} // namespace

std::unique_ptr<byte_stream> make_byte_stream(
    tcp_socket socket, std::string head, std::chrono::milliseconds write_limit, std::shared_ptr<void> slot
)
{
    auto made = std::make_shared<line>(std::move(socket), write_limit);
    made->slot = std::move(slot);
    made->write(std::move(head));
    return std::make_unique<endless_answer>(std::move(made));
}

} // namespace chatqc::connectors
