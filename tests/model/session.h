// How a conversation falls into sessions, and who is responsible when (SPEC §4). `chat` is the whole
// conversation in order; everything else points into it by index.
#pragma once

#include "tests/model/model.h"

#include <cstddef>
#include <string>
#include <vector>

namespace chatqc::model {

// A message with its own platform, shop and group, or the nearest earlier ones.
struct line : message {
    std::string known_platform, known_shop, known_group;
};

using chat = std::vector<line>;

chat in_order(std::vector<message> messages);

struct session {
    std::size_t before = 0; // where the context since the previous session's end begins
    std::size_t first = 0;  // its first message
    std::size_t until = 0;  // the index behind its last message or event
    instant end{};
    bool ended_by_message = false; // by a close, or the first message it has no room for: not by time
    const rules::rule_set* rules = nullptr; // active at its start
    milliseconds gap{0}, reopen{0};
    const rules::calendar* calendar = nullptr;
    std::string platform, shop; // known at its first message: they hold for all of it
};

std::vector<session> sessions_of(const chat& all, const std::vector<activation>& units);

// Whether the rule's scope has the session's platform and shop.
bool holds_in(const rules::scope& scope, const session& in);

// Neither an event nor from `system`: what starts and extends sessions.
bool is_speech(const message& what);
// Of a person, of a kind that answers.
bool is_persons(const message& what);
// Whether the customer's message at `at` waits for a reply. `skip`: acknowledgements need none.
bool needs_reply(const chat& all, const session& in, std::size_t at, bool skip);

// The holder once the message at `at` has been seen; empty: nobody.
std::string holder_after(const chat& all, const session& in, std::size_t at);
// Whether the `assign` or `transfer` at `at`, not the session's first, brings another holder.
bool moves_holder(const chat& all, const session& in, std::size_t at);
// The session's last message up to that time, the time's own included.
std::size_t last_until(const chat& all, const session& in, instant when);

} // namespace chatqc::model
