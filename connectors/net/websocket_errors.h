// What Beast's errors mean in close codes. Internal to connectors/net.
#pragma once

#include "connectors/net/asio.h"
#include "connectors/net/websocket.h"

namespace chatqc::connectors {

// The code Beast gives the peer when it fails a connection by itself; abnormal if it was not its doing.
close_code code_of(const error_code& error);

} // namespace chatqc::connectors
