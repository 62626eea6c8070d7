// Tells Beast that every message is binary, and remembers which were text: Beast checks text for UTF-8 byte
// by byte, which costs more than all else of receiving. Who takes a text message must check it as a whole.
// Internal to net/websocket.cpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>

namespace chatqc::connectors {

class message_kinds {
public:
    // The next bytes of a stream of WebSocket frames (RFC 6455, 5.2). Changes the opcode of text frames.
    void pass(char* bytes, std::size_t size)
    {
        while (size > 0) {
            if (payload_left_ > 0) {
                const auto passed = static_cast<std::size_t>(std::min<std::uint64_t>(payload_left_, size));
                payload_left_ -= passed;
                bytes += passed;
                size -= passed;
                continue;
            }
            if (head_bytes_ == 0)
                begin_frame(*bytes);
            head_[head_bytes_++] = static_cast<unsigned char>(*bytes++);
            --size;
            end_head();
        }
    }

    // Whether the next message that Beast has read whole was text. Once a message.
    bool take_is_text()
    {
        if (texts_.empty())
            return false;
        const bool is_text = texts_.front();
        texts_.pop_front();
        return is_text;
    }

private:
    static constexpr unsigned text = 1;
    static constexpr unsigned binary = 2;

    void begin_frame(char& first)
    {
        const unsigned byte = static_cast<unsigned char>(first);
        const unsigned opcode = byte & 0x0fu;
        if (opcode != text && opcode != binary)
            return; // goes on with a message, or controls
        texts_.push_back(opcode == text);
        first = static_cast<char>(static_cast<unsigned char>((byte & 0xf0u) | binary));
    }

    void end_head()
    {
        if (head_bytes_ < 2)
            return;
        const unsigned length = head_[1] & 0x7fu;
        const std::size_t length_bytes = length == 126 ? 2 : length == 127 ? 8 : 0;
        const std::size_t mask_bytes = (head_[1] & 0x80u) != 0 ? 4 : 0;
        if (head_bytes_ < 2 + length_bytes + mask_bytes)
            return;
        payload_left_ = length_bytes == 0 ? length : 0;
        for (std::size_t at = 0; at < length_bytes; ++at)
            payload_left_ = payload_left_ << 8u | head_[2 + at];
        head_bytes_ = 0;
    }

    std::array<unsigned char, 14> head_{}; // of the frame whose head is not complete
    std::size_t head_bytes_ = 0;
    std::uint64_t payload_left_ = 0;
    // Messages that begin in what Beast has read; it reads ahead 1.5 KB at most.
    std::deque<bool> texts_;
};

} // namespace chatqc::connectors
