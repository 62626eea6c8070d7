// The state of one expression rule in one session: what its conditions have hit so far, and which anchors are
// not decided yet. Plain data; what happens to it stands in engine/detect/expression.h.
#pragma once

#include "engine/text/similarity.h"
#include "engine/verdict.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace chatqc::engine {

struct repeat_state {
    struct said : comparable_text {
        std::string sender;
        std::string id;
        std::uint32_t count = 1;
    };

    std::vector<said> agents;   // the last `window` a sender, oldest first
    std::vector<said> customer; // the customer's last `window`
    bool asked_again = false; // the customer's latest message repeats an earlier one, and is not answered yet
};

// The last message of the roles that an `interval` looks at.
struct interval_state {
    time_point ts{};
    bool since = false; // it was of a role that the interval counts from
};

struct condition_state {
    // A message (or event) that the condition hit, or a span of it where conditions stand at characters.
    struct hit {
        std::uint32_t order = 0;  // of the message among all that the rule has seen in the session
        std::uint32_t number = 0; // of the message among those the condition looks at, from 1
        std::string id;
        time_point ts{};
        std::vector<span> spans;
        std::uint32_t from = 0; // characters of the span, half-open; 0 without spans
        std::uint32_t to = 0;
        bool disguised = false; // it is none but for words in disguise
        // By condition, where some condition stands at messages: how many it had looked at before this
        // message, and with it.
        std::vector<std::pair<std::uint32_t, std::uint32_t>> looked;
    };

    std::uint32_t looked = 0; // messages looked at
    std::vector<hit> hits;    // the last ones, in order
    std::variant<std::monostate, interval_state, repeat_state> own;
};

struct expression_state {
    // A message that may turn out to be the last hit of the expression.
    struct anchor {
        std::uint32_t order = 0;
        std::string id;
        time_point ts{};
        std::string sender; // empty: no agent's message, whoever holds the conversation then is charged
    };

    std::uint32_t order = 0;                 // messages and events seen
    std::vector<condition_state> conditions; // as in the rule; empty before the first message
    std::vector<anchor> undecided;           // oldest first
    std::optional<time_point> deadline;      // when the first open window of them closes
};

} // namespace chatqc::engine
