#include "connectors/net/heartbeat.h"

#include <algorithm>

namespace chatqc::connectors {

using std::chrono::milliseconds;

heartbeat::heartbeat(const websocket_options& limits, instant now)
    : limits_(limits), pong_(now), next_ping_(now + limits.ping_every)
{
}

void heartbeat::close_began(instant now)
{
    if (!closing_since_) {
        closing_since_ = now;
    }
}

std::string heartbeat::pinged()
{
    if (last_ping_ == ping_state::overtaken) {
        last_ping_ = ping_state::under_way;
    }
    return std::to_string(++pings_);
}

void heartbeat::pong(instant now, std::string_view payload)
{
    pong_ = now;
    if (last_ping_ == ping_state::under_way && payload == std::to_string(pings_)) {
        last_ping_ = ping_state::answered;
    }
}

heartbeat::advice heartbeat::check(instant now, std::optional<instant> heard)
{
    if (closing_since_ && now - *closing_since_ > limits_.close_limit) {
        return {action::drop, "the closing handshake was not answered"};
    }
    if (writing_since_ && now - *writing_since_ > limits_.write_limit) {
        return {action::drop, "the peer does not read"};
    }
    if (heard && now - *heard > limits_.silence_limit) {
        return {action::drop, "nothing was heard from the peer"};
    }
    if (now >= next_ping_ && !closing_since_) {
        next_ping_ = now + limits_.ping_every;
        return {action::ping, {}};
    }
    return {};
}

milliseconds heartbeat::interval() const
{
    const milliseconds shortest =
        std::min({limits_.ping_every, limits_.silence_limit, limits_.write_limit, limits_.close_limit});
    return std::max(shortest / 2, milliseconds{1});
}

milliseconds heartbeat::since_pong(instant now) const
{
    return std::chrono::duration_cast<milliseconds>(now - pong_);
}

} // namespace chatqc::connectors
