// What Beast's errors and close reasons mean to us. Internal to connectors/net.
#pragma once

#include "connectors/net/asio.h"
#include "connectors/net/websocket.h"

#include <boost/beast/websocket/rfc6455.hpp>

namespace chatqc::connectors {

// The code Beast gives the peer when it fails a connection by itself; abnormal if it was not its doing.
close_code code_of(const error_code& error);

// The peer closed.
websocket_end end_by(const boost::beast::websocket::close_reason& theirs);

// Of a handshake that the server answered with `status`; without the connection.
connect_result outcome_of(const error_code& error, unsigned status);

} // namespace chatqc::connectors
