// How an HTTP connection becomes a WebSocket: the one place where Beast's request passes between the two
// heavy files. Internal to connectors/net.
#pragma once

#include "connectors/net/asio.h"
#include "connectors/net/websocket.h"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <functional>
#include <memory>
#include <string>

namespace chatqc::connectors {

struct upgrade_request {
    tcp_socket socket;
    boost::beast::http::request<boost::beast::http::string_body> request; // a valid upgrade, version 13
    std::string leftover;    // bytes that were read behind the header
    std::string subprotocol; // to be answered; empty: none
    websocket_options options;
    std::shared_ptr<void> slot; // held as long as the connection lives
};

// The client's side of a handshake on a connected socket, against a limit.
void shake_hands(
    tcp_socket socket,
    const connect_options& how,
    std::chrono::milliseconds limit,
    std::function<void(connect_result&&)> done
);

// `done` gets null if the peer went away before the answer was written.
void accept_websocket(upgrade_request&& from, std::function<void(std::unique_ptr<websocket>)> done);

} // namespace chatqc::connectors
