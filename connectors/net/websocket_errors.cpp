#include "connectors/net/websocket_errors.h"

#include <boost/beast/websocket/error.hpp>

namespace chatqc::connectors {

namespace ws = boost::beast::websocket;

close_code code_of(const error_code& error)
{
    if (error == ws::error::message_too_big || error == ws::error::buffer_overflow) {
        return close_code::too_big;
    }
    if (error == ws::error::bad_frame_payload || error == ws::error::bad_close_payload) {
        return close_code::bad_payload;
    }
    if (error == ws::condition::protocol_violation) {
        return close_code::protocol_error;
    }
    return close_code::abnormal;
}

} // namespace chatqc::connectors
