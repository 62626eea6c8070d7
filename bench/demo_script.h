// One conversation of the demo traffic, from the first question to the last word. Times count from its first
// message; ids and the wire format are demo_traffic's.
#pragma once

#include "bench/demo_cast.h"
#include "bench/demo_random.h"
#include "rules/vocabulary.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::bench {

struct demo_line {
    std::chrono::milliseconds at{};
    rules::role role = rules::role::customer;
    rules::kind kind = rules::kind::text;
    rules::event event = rules::event::none;
    std::string_view text;   // lives as long as the program
    std::string_view sender; // agent, assist, bot: the sub-account
    std::string_view to;     // whom a customer wrote to, whom a transfer went to
};

// What goes wrong in a conversation; at most one thing.
enum class demo_mishap { none, slow, forgotten, rude, nudged, strayed, promised, repeated };

struct demo_chat {
    std::string_view group;       // presale, aftersale
    std::vector<demo_line> lines; // in order of time, the first at 0
};

// Draws the mishap by the agent's habits.
demo_mishap draw_mishap(demo_random& random, const demo_agent& agent);

// `load` stretches the agents' replies: 100 is a quiet hour, 250 the peak of a promotion.
demo_chat
make_chat(demo_random& random, const demo_shop& shop, std::size_t agent, demo_mishap mishap, unsigned load);

} // namespace chatqc::bench
