// Places in a conversation's order (SPEC §3), compared without making keys.
#pragma once

#include "engine/message.h"

#include <tuple>

namespace chatqc::engine {

inline order_key key_of(const message& value)
{
    return {value.ts, value.seq, std::string{value.id}};
}

inline bool before(const message& a, const message& b)
{
    return std::tie(a.ts, a.seq, a.id) < std::tie(b.ts, b.seq, b.id);
}

inline bool before(const message& a, const order_key& b)
{
    return std::tuple{a.ts, a.seq, a.id} < std::tuple{b.ts, b.seq, std::string_view{b.id}};
}

} // namespace chatqc::engine
