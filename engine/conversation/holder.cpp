#include "engine/conversation/holder.h"

namespace chatqc::engine {

std::string_view holder_named_by(const message& value)
{
    using rules::event;
    using rules::role;
    if (value.kind == rules::kind::event)
        return value.event == event::assign || value.event == event::transfer ? value.to : std::string_view{};
    if (value.role == role::customer)
        return value.to;
    return value.role == role::agent || value.role == role::assist ? value.sender : std::string_view{};
}

void keep_recent_holder(live_carry& carried, time_point start, milliseconds session_gap)
{
    if (!carried.holder.empty() && carried.holder_since < start - session_gap) {
        carried.holder.clear();
        carried.holder_since = {};
    }
}

} // namespace chatqc::engine
