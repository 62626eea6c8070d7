// A blocking TCP client for tests, without Asio: bytes out, bytes in, each wait with a deadline.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace chatqc::test {

inline constexpr int deadline_seconds = 20; // generous: sanitizers on a busy machine

class raw_socket {
public:
    raw_socket() = default;
    explicit raw_socket(std::uint16_t port, int receive_buffer = 0);
    ~raw_socket();
    raw_socket(raw_socket&& other) noexcept;
    raw_socket& operator=(raw_socket&& other) noexcept;
    raw_socket(const raw_socket&) = delete;
    raw_socket& operator=(const raw_socket&) = delete;

    // False if the peer has gone.
    bool write(std::string_view bytes);
    // Gives up as soon as the kernel takes no more for `patience_ms`; returns the bytes taken.
    std::size_t write_some(std::string_view bytes, int patience_ms);
    // Reads until `bytes` are there or the peer closes or the deadline passes; what is there.
    std::string read_exactly(std::size_t bytes);
    // Reads up to and including `mark`; all there was if the peer closed first.
    std::string read_until(std::string_view mark);
    // Reads until the peer closes.
    std::string read_all();
    // Whether the peer closes within the deadline (what it sends before is dropped).
    bool is_closed_by_peer();
    void shut_down_writing();
    void close();

private:
    bool fill(); // false: closed or deadline

    int fd_ = -1;
    std::string buffer_;
};

} // namespace chatqc::test
