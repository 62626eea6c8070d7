// WebSocket frames as bytes, RFC 6455 §5.2: a client's are made, a server's are taken apart. No sockets, and
// no idea of what is said in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace chatqc::bench {

enum opcode : unsigned char {
    text_frame = 1,
    binary_frame = 2,
    close_frame = 8,
    ping_frame = 9,
    pong_frame = 10
};

// Of one frame a server sends: what is longer is taken for garbage instead of being waited for.
constexpr std::uint64_t frame_bytes_max = 8u << 20;

// Final, masked with the key 0.
inline std::string masked(opcode code, std::string_view payload)
{
    std::string out(1, static_cast<char>(0x80u | code));
    int length_bytes = 0;
    if (payload.size() < 126) {
        out += static_cast<char>(0x80u | payload.size());
    } else {
        length_bytes = payload.size() < 65536 ? 2 : 8;
        out += static_cast<char>(0x80u | (length_bytes == 2 ? 126u : 127u));
    }
    while (length_bytes-- > 0) {
        out += static_cast<char>(payload.size() >> (8u * static_cast<unsigned>(length_bytes)) & 0xffu);
    }
    out.append(4, '\0');
    out += payload;
    return out;
}

struct frame_view {
    opcode code{};
    std::string_view payload;
    std::size_t size = 0; // with its header; 0: not all of it is there yet
};

// The frame that `bytes` begin with, unmasked, as servers send them. Throws std::runtime_error when it is
// longer than frame_bytes_max.
inline frame_view first_frame(std::string_view bytes)
{
    if (bytes.size() < 2) {
        return {};
    }
    const auto byte = [&](std::size_t at) { return std::uint64_t{static_cast<unsigned char>(bytes[at])}; };
    std::uint64_t length = byte(1) & 0x7fu;
    const std::size_t length_bytes = length < 126 ? 0 : length == 126 ? 2 : 8;
    const std::size_t header = 2 + length_bytes;
    if (bytes.size() < header) {
        return {};
    }
    if (length_bytes > 0) {
        length = 0;
        for (std::size_t at = 2; at < header; ++at) {
            length = length << 8u | byte(at);
        }
    }
    if (length > frame_bytes_max) {
        throw std::runtime_error("the server sent a frame of " + std::to_string(length) + " bytes");
    }
    if (bytes.size() < header + length) {
        return {};
    }
    return {static_cast<opcode>(byte(0) & 0x0fu), bytes.substr(header, length), header + length};
}

// Calls `handle(code, payload)` for each whole frame that `bytes` begin with, and removes them.
template <class Handle> void take_frames(std::string& bytes, Handle handle)
{
    std::size_t taken = 0;
    for (;;) {
        const frame_view frame = first_frame(std::string_view(bytes).substr(taken));
        if (frame.size == 0) {
            break;
        }
        handle(frame.code, frame.payload);
        taken += frame.size;
    }
    bytes.erase(0, taken);
}

} // namespace chatqc::bench
