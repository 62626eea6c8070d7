// What is said in a run: chats drawn at random, of each kind of traffic.
#pragma once

#include "tests/sim/world.h"

#include <string>
#include <vector>

namespace chatqc::sim {

struct drawn_message {
    milliseconds said_at{0}; // after the beginning; may lie before it
    std::string id;
    std::string line;       // for people
    std::string json;       // as it goes out
    std::string other_json; // with other words under the same id
};

struct drawn_chat {
    std::string conversation;
    std::vector<drawn_message> messages; // in order
};

// Lines of rule tests, an evening long. Calm: without edits and recalls, and nothing is old.
drawn_chat draw_lab_chat(test::random& dice, std::string conversation, bool is_calm);

// Chats of the shipped packs' tests, one to four behind each other. Calm: as above.
drawn_chat draw_shipped_chat(test::random& dice, std::string conversation, bool is_calm);

// A run's worth of the model's chats, each begun within the first half hour. `whole`: as long as they are;
// else what a live source can say in an evening.
std::vector<drawn_chat> draw_model_chats(test::random& dice, bool is_calm, bool whole);

} // namespace chatqc::sim
