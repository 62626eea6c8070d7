// The head of a request, read out of Beast's message into our own values, and what no request may have.
// Internal to connectors/net.
#pragma once

#include "connectors/net/http.h"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <optional>

namespace chatqc::connectors {

using http_head = boost::beast::http::request<boost::beast::http::string_body>;

// Fills `out` (all but body and peer). An answer: the request is none, or a WebSocket handshake gone wrong.
std::optional<http_response> read_head(const http_head& message, http_request& out);

} // namespace chatqc::connectors
