// A WebSocket client made by hand for tests: it can say what a well-behaved one would not.
#pragma once

#include "tests/connectors/support/raw_socket.h"

#include <optional>
#include <string>
#include <string_view>

namespace chatqc::test {

enum class opcode : unsigned char { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

struct frame {
    opcode code = opcode::text;
    std::string payload;
    bool is_final = true;
};

// A client's frame; `reserved` sets the three bits after FIN, `masked` off breaks the rules.
std::string frame_bytes(
    opcode code,
    std::string_view payload,
    bool is_final = true,
    bool masked = true,
    unsigned char reserved = 0
);

class websocket_client {
public:
    // Shakes hands; `status` tells how that went.
    explicit websocket_client(
        std::uint16_t port,
        std::string_view target = "/v1/ingest",
        std::string_view headers = "Sec-WebSocket-Protocol: chatqc.v1\r\n",
        int receive_buffer = 0
    );

    unsigned status = 0;
    std::string header; // the answer's

    bool send(std::string_view text) { return socket_.write(frame_bytes(opcode::text, text)); }

    bool send_frame(opcode code, std::string_view payload, bool is_final = true)
    {
        return socket_.write(frame_bytes(code, payload, is_final));
    }

    raw_socket& socket() { return socket_; }

    // The next frame, pings included; nothing if the connection has ended.
    std::optional<frame> read_frame();
    // The next text message, pings answered and left out; empty if the connection closed (close_status
    // tells).
    std::string read();
    // Reads until the closing frame; its status, 1005 if it has none, 1006 if the connection ended without
    // one.
    unsigned read_close();

    unsigned close_status = 0;
    std::string close_reason;
    bool answers_pings = true;

private:
    raw_socket socket_;
};

} // namespace chatqc::test
