// The demo traffic as messages of wire format v1 (SPEC §2): a whole past day, or a stream that never ends.
// Everything follows from the seed and the times given; no clock and no output here.
#pragma once

#include "bench/demo_script.h"
#include "rules/test_case.h"

#include <chrono>
#include <cstdint>
#include <queue>
#include <span>
#include <string>
#include <vector>

namespace chatqc::bench {

using demo_time = std::chrono::sys_time<std::chrono::milliseconds>;

struct demo_message {
    demo_time at{};
    std::uint32_t chat = 0;  // number of the conversation
    std::uint32_t index = 0; // of the message in it
    const demo_shop* shop = nullptr;
    std::string_view group;
    demo_line line;
};

// One line of NDJSON, without the line's end. Ids begin with `prefix`, which names the day or the stream.
std::string to_wire(const demo_message& message, std::string_view prefix);

// A promotion day of some 4,000 messages in order of time, among them a rehearsal of each built-in rule; the
// day is China's (UTC+8).
std::vector<demo_message> demo_day(std::uint64_t seed, std::chrono::sys_days day, demo_language language);

class demo_stream {
public:
    // About `rate` messages a second on the average, rate > 0; a rush at the start and every few minutes.
    // With `rehearses` now and then a chat in which the next built-in rule fires; without, and for benches,
    // none.
    demo_stream(
        std::uint64_t seed,
        demo_time start,
        double rate,
        demo_language language = demo_language::zh,
        bool rehearses = false
    );

    // The next message in order of time; never ends.
    demo_message next();

private:
    struct later {
        bool operator()(const demo_message& a, const demo_message& b) const;
    };

    void begin_chat();
    void begin_rehearsal();
    void say(const demo_shop& shop, const demo_chat& script);

    std::span<const demo_shop> shops_;
    std::span<const rules::test_case* const> rehearsals_; // empty: none
    demo_random random_;
    demo_time start_;
    demo_time next_chat_;
    std::chrono::milliseconds pause_; // between the beginnings of two conversations, on the average
    std::uint32_t chats_ = 0;
    std::size_t rehearsed_ = 0;
    std::priority_queue<demo_message, std::vector<demo_message>, later> waiting_;
};

} // namespace chatqc::bench
