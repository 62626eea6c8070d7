#include "tests/connectors/support/websocket_client.h"

#include <cstdlib>

namespace chatqc::test {

namespace {

unsigned byte_at(std::string_view text, std::size_t at)
{
    return static_cast<unsigned char>(text[at]);
}

} // namespace

std::string
frame_bytes(opcode code, std::string_view payload, bool is_final, bool masked, unsigned char reserved)
{
    const auto put = [](std::string& to, std::uint64_t value) {
        to.push_back(static_cast<char>(value & 0xff));
    };
    std::string out;
    put(out, (is_final ? 0x80u : 0u) | (reserved & 0x70u) | static_cast<unsigned>(code));
    const unsigned mask_bit = masked ? 0x80u : 0u;
    if (payload.size() < 126) {
        put(out, mask_bit | payload.size());
    } else if (payload.size() < 65536) {
        put(out, mask_bit | 126u);
        put(out, payload.size() >> 8);
        put(out, payload.size());
    } else {
        put(out, mask_bit | 127u);
        for (int shift = 56; shift >= 0; shift -= 8) {
            put(out, payload.size() >> shift);
        }
    }
    if (!masked) {
        return out.append(payload);
    }
    const char key[4] = {0x12, 0x34, 0x56, 0x78};
    out.append(key, 4);
    for (std::size_t i = 0; i < payload.size(); ++i) {
        out.push_back(static_cast<char>(payload[i] ^ key[i % 4]));
    }
    return out;
}

websocket_client::websocket_client(
    std::uint16_t port, std::string_view target, std::string_view headers, int receive_buffer
)
    : socket_(port, receive_buffer)
{
    std::string request = "GET " + std::string(target) +
                          " HTTP/1.1\r\nHost: localhost:" + std::to_string(port) +
                          "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    if (headers.find("Sec-WebSocket-Version") == std::string_view::npos) {
        request.append("Sec-WebSocket-Version: 13\r\n");
    }
    request.append(headers).append("\r\n");
    socket_.write(request);
    header = socket_.read_until("\r\n\r\n");
    if (header.size() > 12) {
        status = static_cast<unsigned>(std::atoi(header.c_str() + 9));
    }
}

std::optional<frame> websocket_client::read_frame()
{
    const std::string head = socket_.read_exactly(2);
    if (head.size() < 2) {
        return std::nullopt;
    }
    frame found;
    found.is_final = (byte_at(head, 0) & 0x80u) != 0;
    found.code = static_cast<opcode>(byte_at(head, 0) & 0x0fu);
    std::uint64_t size = byte_at(head, 1) & 0x7fu;
    if (size >= 126) {
        const std::string more = socket_.read_exactly(size == 126 ? 2 : 8);
        size = 0;
        for (std::size_t i = 0; i < more.size(); ++i) {
            size = size << 8 | byte_at(more, i);
        }
    }
    found.payload = socket_.read_exactly(size);
    if (found.payload.size() != size) {
        return std::nullopt;
    }
    return found;
}

std::string websocket_client::read()
{
    while (const auto next = read_frame()) {
        if (next->code == opcode::text) {
            return next->payload;
        }
        if (next->code == opcode::ping && answers_pings) {
            send_frame(opcode::pong, next->payload);
        }
        if (next->code == opcode::close) {
            close_status = 1005;
            if (next->payload.size() >= 2) {
                close_status = byte_at(next->payload, 0) << 8 | byte_at(next->payload, 1);
                close_reason = next->payload.substr(2);
            }
            return {};
        }
    }
    close_status = 1006;
    return {};
}

unsigned websocket_client::read_close()
{
    while (!read().empty()) {
    }
    return close_status;
}

} // namespace chatqc::test
