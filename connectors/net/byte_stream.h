// An answer without an end over a plain socket. Internal to connectors/net.
#pragma once

#include "connectors/net/asio.h"
#include "connectors/net/http.h"

#include <memory>
#include <string>

namespace chatqc::connectors {

// Writes `head` (header and first bytes) at once; then the stream is its holder's. A piece that the peer has
// not taken after `write_limit` drops the connection.
std::unique_ptr<byte_stream> make_byte_stream(
    tcp_socket socket, std::string head, std::chrono::milliseconds write_limit, std::shared_ptr<void> slot
);

} // namespace chatqc::connectors
