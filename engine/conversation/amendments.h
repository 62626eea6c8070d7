// Edits and recalls of one conversation (SPEC §4): what became of a message later. They hold wherever their
// message stands in the order and whichever of the two arrives first, so they are known from their arrival
// on, not from their turn.
#pragma once

#include "engine/verdict.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace chatqc::engine {

struct amendment {
    std::string target; // id of the message concerned
    std::string id;     // of the edit or recall itself
    time_point ts{};
    std::int64_t seq = 0;
    rules::event what = rules::event::none;
    std::string text;                    // of an edit
    std::optional<time_point> target_ts; // once the message concerned was judged
};

// Whether a message is an edit or a recall of another.
[[nodiscard]] bool is_amendment(const message& value);

class amendments {
public:
    // False if it is known.
    bool add(const message& value);
    // Whether one is of a message with this hash of its id (hash_id).
    [[nodiscard]] bool concern(std::uint64_t id_hash) const;
    // A message takes its turn: the edits of it that are judged, in their order (SPEC: up to 24 h after it).
    std::span<const amendment> judged_with(const message& target);
    // Notes in a verdict's receipt which of its messages were recalled; one recalled within two minutes
    // scores only once a person confirms it. A verdict about waiting rests on no text and is left as it is.
    void mark(verdict& made) const;

private:
    std::vector<amendment> known_; // by target, kind (recalls behind edits), place in the order
};

} // namespace chatqc::engine
