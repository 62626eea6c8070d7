// Input of the benches, from a seed: messages as WebSocket payloads, and phrases some of which occur in them.
#pragma once

#include "bench/demo_traffic.h"
#include "rules/pack_bundle.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::bench {

// Which messages of each conversation: a conversation's second half can come late.
enum class corpus_part : std::uint8_t { all, even, odd };

struct corpus_options {
    std::uint64_t seed = 1;
    std::size_t messages = 200'000;
    std::size_t connections = 64; // a conversation stays on one
    std::size_t batch = 64;       // messages a frame; 1: single objects, else arrays
    std::size_t phrases = 1000;
    std::string prefix = "bench"; // of ids and conversations; message_number() knows no other
    corpus_part part = corpus_part::all;
    demo_time begin{std::chrono::sys_days{std::chrono::year{2025} / 11 / 11}.time_since_epoch()};
    double messages_a_second = 2000; // of event time
    // Messages come at exactly that rate, whatever pauses a chat makes: event time keeps step with a load.
    bool is_even = false;
};

struct corpus_frame {
    std::string json;
    std::vector<std::uint64_t> numbers; // message_number() of each message in it
};

struct corpus {
    std::vector<std::vector<corpus_frame>> connections;
    std::vector<std::string> phrases;
    std::size_t messages = 0;
};

corpus make_corpus(const corpus_options& wanted);

// Stands for a message's id, which takes more room. 0: no message of a corpus has this id.
std::uint64_t message_number(std::string_view id);

// These and longer ones of the same characters, `count` together: what a list that has grown looks for, while
// texts hold hardly more of it than before.
std::vector<std::string>
with_more_phrases(const std::vector<std::string>& phrases, std::size_t count, std::uint64_t seed);

// A rule pack (SPEC §9) that looks for the phrases and times replies.
rules::pack_bundle pack_of(const std::vector<std::string>& phrases);

} // namespace chatqc::bench
