#include "tests/connectors/support/raw_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace chatqc::test {

raw_socket::raw_socket(std::uint16_t port, int receive_buffer) : fd_(::socket(AF_INET, SOCK_STREAM, 0))
{
    if (receive_buffer > 0) {
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close();
        return;
    }
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

raw_socket::~raw_socket()
{
    close();
}

raw_socket::raw_socket(raw_socket&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), buffer_(std::move(other.buffer_))
{
}

raw_socket& raw_socket::operator=(raw_socket&& other) noexcept
{
    if (this != &other) {
        close();
        fd_ = std::exchange(other.fd_, -1);
        buffer_ = std::move(other.buffer_);
    }
    return *this;
}

std::size_t raw_socket::write_some(std::string_view bytes, int patience_ms)
{
    std::size_t done = 0;
    while (done < bytes.size()) {
        pollfd wait{fd_, POLLOUT, 0};
        if (::poll(&wait, 1, patience_ms) <= 0) {
            break;
        }
        const ssize_t n = ::send(fd_, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n <= 0) {
            break;
        }
        done += static_cast<std::size_t>(n);
    }
    return done;
}

bool raw_socket::write(std::string_view bytes)
{
    return write_some(bytes, deadline_seconds * 1000) == bytes.size();
}

bool raw_socket::fill()
{
    pollfd wait{fd_, POLLIN, 0};
    if (fd_ < 0 || ::poll(&wait, 1, deadline_seconds * 1000) <= 0) {
        return false;
    }
    char piece[65536];
    const ssize_t n = ::recv(fd_, piece, sizeof piece, 0);
    if (n <= 0) {
        return false;
    }
    buffer_.append(piece, static_cast<std::size_t>(n));
    return true;
}

std::string raw_socket::read_exactly(std::size_t bytes)
{
    while (buffer_.size() < bytes && fill()) {
    }
    const std::size_t there = std::min(bytes, buffer_.size());
    std::string out = buffer_.substr(0, there);
    buffer_.erase(0, there);
    return out;
}

std::string raw_socket::read_until(std::string_view mark)
{
    for (;;) {
        const std::size_t at = buffer_.find(mark);
        if (at != std::string::npos) {
            return read_exactly(at + mark.size());
        }
        if (!fill()) {
            return std::exchange(buffer_, {});
        }
    }
}

std::string raw_socket::read_all()
{
    while (fill()) {
    }
    return std::exchange(buffer_, {});
}

bool raw_socket::is_closed_by_peer()
{
    for (;;) {
        pollfd wait{fd_, POLLIN, 0};
        if (::poll(&wait, 1, deadline_seconds * 1000) <= 0) {
            return false;
        }
        char piece[65536];
        if (::recv(fd_, piece, sizeof piece, 0) <= 0) {
            return true;
        }
    }
}

void raw_socket::shut_down_writing()
{
    ::shutdown(fd_, SHUT_WR);
}

void raw_socket::close()
{
    if (fd_ >= 0) {
        ::close(std::exchange(fd_, -1));
    }
}

} // namespace chatqc::test
