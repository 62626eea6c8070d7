#include "connectors/net/websocket_errors.h"

#include <boost/beast/websocket/error.hpp>

#include <string>

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

websocket_end end_by(const ws::close_reason& theirs)
{
    websocket_end why;
    why.code =
        theirs.code == ws::close_code::none ? close_code::normal : static_cast<close_code>(theirs.code);
    why.reason.assign(theirs.reason.data(), theirs.reason.size());
    why.by_peer = true;
    return why;
}

connect_result outcome_of(const error_code& error, unsigned status)
{
    connect_result result;
    if (error == ws::error::upgrade_declined) {
        result.status = status;
        result.error = "the server answered " + std::to_string(status);
    } else if (error) {
        result.error = "the handshake failed: " + error.message();
    }
    return result;
}

} // namespace chatqc::connectors
