// Whether a request is let in at all: names of hosts and origins, tokens in the wrong place. Tokens in the
// right place are tokens.h's.
#pragma once

#include "connectors/net/http.h"

#include <optional>
#include <string>
#include <vector>

namespace chatqc::connectors {

// "localhost:8080" → "localhost"; "[::1]:80" → "[::1]".
std::string_view host_name(std::string_view host);

// localhost, 127.x.y.z, [::1] or one of `also`.
bool is_own_name(std::string_view host, const std::vector<std::string>& also);

// An Origin, where there is one, must be the server's own name and port or one of `also`: a page of somebody
// else must not use its visitor's access (cross-site WebSocket hijacking).
bool is_allowed_origin(const http_request& request, const std::vector<std::string>& also);

// A token in the address would end up in logs and histories.
bool has_token_in_query(const http_request& request);

} // namespace chatqc::connectors
