// Random conversations, nasty on purpose: what happens lies exactly on limits and gaps or a millisecond
// beside them, ids are short and say nothing of the order, several messages share an instant, and everything
// a platform may send is sent. The same seed gives the same chats everywhere.
#pragma once

#include "tests/model/model.h"
#include "tests/support/seed.h"

namespace chatqc::model {

struct chat_options {
    std::size_t conversations_max = 3;
    std::size_t messages_max = 40; // of one conversation
    bool edits = false;            // recalls and edits too
    bool urging = false;           // mostly agents speak, and days may pass
    bool long_sessions = false;    // a conversation that is cut at its 72 hours or 5,000 messages
};

// Messages of all conversations, each conversation in order, without copies.
std::vector<message> random_chats(test::random& random, const chat_options& options);

// One to three of the packs; the first reaches back for ever, the others become active at or near some
// message.
std::vector<activation> random_activations(
    test::random& random,
    const std::vector<message>& messages,
    const std::vector<std::shared_ptr<const rules::rule_set>>& packs
);

} // namespace chatqc::model
