#include "connectors/net/http_head.h"

#include "connectors/net/url.h"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/fields.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <algorithm>

namespace chatqc::connectors {

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

constexpr std::size_t url_bytes_max = 4096;

std::string text_of(const http_head& message, http::field name)
{
    const auto found = message[name];
    return {found.data(), found.size()};
}

std::vector<std::string> comma_separated(std::string_view text)
{
    std::vector<std::string> found;
    while (!text.empty()) {
        std::string_view part = text.substr(0, text.find(','));
        text.remove_prefix(std::min(part.size() + 1, text.size()));
        const std::size_t begin = part.find_first_not_of(" \t");
        if (begin != std::string_view::npos) {
            found.emplace_back(part.substr(begin, part.find_last_not_of(" \t") - begin + 1));
        }
    }
    return found;
}

std::optional<http_response> parse_target(std::string_view target, http_request& out)
{
    if (target.size() > url_bytes_max) {
        return error_response(414, "uri_too_long", "the address is longer than 4 KiB");
    }
    const std::size_t mark = target.find('?');
    auto path = percent_decoded(target.substr(0, mark), false);
    auto query = parse_query(mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1));
    if (!path || !query || !path->starts_with('/') || path->find('\0') != std::string::npos) {
        return error_response(400, "bad_target", "the address cannot be read");
    }
    out.path = std::move(*path);
    out.query = std::move(*query);
    return std::nullopt;
}

// What no request may have, whatever it asks for.
std::optional<http_response> malformed(const http_head& message)
{
    if (message.count(http::field::transfer_encoding) > 0) {
        // Smuggling lives where lengths are told in two ways; we take one only.
        const bool both = message.count(http::field::content_length) > 0;
        return both ? error_response(400, "bad_request", "both Content-Length and Transfer-Encoding")
                    : error_response(411, "length_required", "send a Content-Length, not chunks");
    }
    if (message.count(http::field::host) > 1 ||
        (message.version() >= 11 && message.count(http::field::host) == 0)) {
        return error_response(400, "bad_request", "exactly one Host is needed");
    }
    if (message.count(http::field::content_length) > 1) {
        return error_response(400, "bad_request", "more than one Content-Length");
    }
    return std::nullopt;
}

std::optional<http_response> check_upgrade(const http_head& message, http_request& out)
{
    if (!beast::iequals(message[http::field::upgrade], "websocket")) {
        return std::nullopt; // plain HTTP: an upgrade to something else may be ignored
    }
    const auto version = message[http::field::sec_websocket_version];
    if (version != "13") {
        http_response answer = error_response(426, "upgrade_required", "WebSocket version 13 only");
        answer.headers.emplace_back("Sec-WebSocket-Version", "13");
        return answer;
    }
    if (!beast::websocket::is_upgrade(message)) {
        return error_response(400, "bad_upgrade", "not a WebSocket handshake");
    }
    out.is_upgrade = true;
    std::string offered;
    for (auto [at, end] = message.equal_range(http::field::sec_websocket_protocol); at != end; ++at) {
        offered.append(at->value().data(), at->value().size()).push_back(',');
    }
    out.subprotocols = comma_separated(offered);
    return std::nullopt;
}

void read_fields(const http_head& message, http_request& out)
{
    out.method.assign(message.method_string().data(), message.method_string().size());
    out.host = text_of(message, http::field::host);
    out.origin = text_of(message, http::field::origin);
    out.authorization = text_of(message, http::field::authorization);
    out.content_type = text_of(message, http::field::content_type);
    if (const auto found = message.find("Last-Event-ID"); found != message.end()) {
        out.last_event_id.assign(found->value().data(), found->value().size());
    }
}

} // namespace

std::optional<http_response> read_head(const http_head& message, http_request& out)
{
    read_fields(message, out);
    std::optional<http_response> refusal = malformed(message);
    if (!refusal) {
        refusal = parse_target({message.target().data(), message.target().size()}, out);
    }
    if (!refusal) {
        refusal = check_upgrade(message, out);
    }
    return refusal;
}

} // namespace chatqc::connectors
