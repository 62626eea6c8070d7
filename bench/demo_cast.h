// Who takes part in the demo traffic: invented shops and their agents, each with habits. What they say is in
// demo_phrases, when in demo_script.
#pragma once

#include <span>
#include <string_view>

namespace chatqc::bench {

enum class demo_language : bool { zh, en };

// Habits are per cent of this agent's conversations.
struct demo_agent {
    std::string_view name; // the sub-account
    unsigned reply_low_s;  // usual time to a reply, seconds
    unsigned reply_high_s;
    unsigned slow;    // takes minutes over one reply
    unsigned forgets; // never answers
    unsigned curt;    // neither greets nor closes
    unsigned rude;
    unsigned nudges;   // three nudges in a row
    unsigned strays;   // leads off the platform
    unsigned promises; // superlatives, promises, paid reviews
    unsigned repeats;  // pastes one text again and again
};

struct demo_shop {
    std::string_view platform;
    std::string_view name;
    demo_language language;
    unsigned share;   // of all conversations, in parts of the sum
    bool autoreplies; // a machine answers within seconds
    bool closes;      // the platform sends `close`
    std::span<const demo_agent> agents;
};

// The shops of one language: each is judged by that language's rules.
std::span<const demo_shop> demo_cast(demo_language language);

} // namespace chatqc::bench
