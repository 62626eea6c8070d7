// The ids a conversation has seen, for the duplicate check (SPEC §3): 64-bit hashes of id and content. While
// a conversation is short and has no ended session, its own messages are the index (conversation::known);
// this one takes over when they are not enough.
#pragma once

#include "engine/segment.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <optional>

namespace chatqc::engine {

struct known_message {
    std::uint64_t content_hash = 0;
    bool too_late = false; // stored, not judged: a copy in time is judged after all
};

class id_index {
public:
    [[nodiscard]] std::optional<known_message> find(std::uint64_t id_hash) const
    {
        const auto found = known_.find(id_hash);
        return found == known_.end() ? std::nullopt : std::optional{found->second};
    }

    // Adds. Of two with one id the one in time stands.
    void put(const stored_message& one)
    {
        const auto [at, is_new] =
            known_.try_emplace(one.id_hash, known_message{one.content_hash, one.too_late});
        if (!is_new && at->second.too_late)
            at->second = {one.content_hash, one.too_late};
    }

private:
    boost::unordered_flat_map<std::uint64_t, known_message> known_;
};

} // namespace chatqc::engine
