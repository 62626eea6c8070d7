// Pieces of URLs: percent-encoding and query strings, and ws:// addresses for the client. Nothing of the
// network.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatqc::connectors {

// Nothing if a % is not followed by two hexadecimal digits. `plus_is_blank` as in query strings.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank);
std::string percent_encoded(std::string_view text);

using query_parameters = std::vector<std::pair<std::string, std::string>>;

// "a=1&b=%20" in order; nothing if it is badly encoded.
std::optional<query_parameters> parse_query(std::string_view text);

struct server_address {
    std::string host;
    std::string port;
    std::string path; // empty: none given
};

// ws://HOST[:PORT][/PATH], http:// or HOST:PORT; IPv6 in brackets. Nothing otherwise (TLS is not spoken
// here).
std::optional<server_address> parse_address(std::string_view url);

} // namespace chatqc::connectors
