// What our HTTP heads say when a WebSocket begins. Internal to connectors/net.
#pragma once

#include "connectors/net/websocket.h"

#include <boost/beast/websocket/rfc6455.hpp>

#include <functional>
#include <string>

namespace chatqc::connectors {

// No subprotocol: none is named.
std::function<void(boost::beast::websocket::response_type&)> response_head(std::string subprotocol);
std::function<void(boost::beast::websocket::request_type&)> request_head(const connect_options& how);

} // namespace chatqc::connectors
