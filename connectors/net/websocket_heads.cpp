#include "connectors/net/websocket_heads.h"

#include <boost/beast/http/field.hpp>

#include <utility>

namespace chatqc::connectors {

namespace http = boost::beast::http;
namespace ws = boost::beast::websocket;

std::function<void(ws::response_type&)> response_head(std::string subprotocol)
{
    return [subprotocol = std::move(subprotocol)](ws::response_type& response) {
        response.set(http::field::server, "chatqc");
        if (!subprotocol.empty()) {
            response.set(http::field::sec_websocket_protocol, subprotocol);
        }
    };
}

std::function<void(ws::request_type&)> request_head(const connect_options& how)
{
    return [subprotocol = how.subprotocol, authorization = how.authorization](ws::request_type& request) {
        request.set(http::field::user_agent, "chatqc");
        if (!subprotocol.empty()) {
            request.set(http::field::sec_websocket_protocol, subprotocol);
        }
        if (!authorization.empty()) {
            request.set(http::field::authorization, authorization);
        }
    };
}

} // namespace chatqc::connectors
