// What is said in the demo traffic, in two languages; all of it written for this project.
#pragma once

#include "bench/demo_cast.h"

#include <span>
#include <string_view>

namespace chatqc::bench {

using phrases = std::span<const std::string_view>;

struct question_and_answer {
    std::string_view question;
    std::string_view answer;
};

// A reason to write: the opening question and what may follow.
struct demo_topic {
    std::string_view group; // presale, aftersale
    std::span<const question_and_answer> talk;
};

struct phrase_book {
    phrases hello;    // of a customer
    phrases greeting; // of an agent
    phrases autoreply;
    phrases impatient; // a customer who waits
    phrases thanks;    // a customer who leaves
    phrases closing;   // of an agent
    phrases wait_please;
    phrases apology;
    phrases rude;
    phrases nudge;
    phrases stray; // off the platform
    phrases stray_disguised;
    phrases promise;     // superlatives, promises, paid reviews
    phrases boilerplate; // what is pasted again and again
    phrases transfer_note;
    std::span<const demo_topic> topics;
};

const phrase_book& phrases_of(demo_language language);

} // namespace chatqc::bench
