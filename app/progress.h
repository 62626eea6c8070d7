// The one line that tells how long work is going: rewritten in place on a terminal, else repeated every few
// seconds. What it says comes from the caller.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace chatqc::app {

class progress_line {
public:
    // Writes to standard error. On a terminal it shows at most ten lines a second, elsewhere one in five
    // seconds.
    progress_line();
    ~progress_line(); // clears what stands on the terminal

    progress_line(const progress_line&) = delete;
    progress_line& operator=(const progress_line&) = delete;

    [[nodiscard]] bool is_due() const; // worth making the text
    void show(const std::string& text);
    void clear(); // before other lines are written to the terminal

    [[nodiscard]] bool on_terminal() const { return on_terminal_; }

    [[nodiscard]] double seconds() const; // since it was made

private:
    using clock = std::chrono::steady_clock;

    bool on_terminal_;
    bool shown_ = false;
    clock::time_point begun_;
    clock::time_point due_;
};

// How many a second of late, steady enough to be read off a line that is rewritten ten times a second.
class recent_rate {
public:
    // `count` so far, asked `seconds` after the beginning; never less than the time before.
    std::uint64_t at(std::uint64_t count, double seconds);

private:
    std::uint64_t rate_ = 0;
    std::uint64_t counted_ = 0;
    double measured_at_ = 0; // seconds
};

std::uint64_t per_second(std::uint64_t count, double seconds);
// "[=====>    ]"; `done` of 0 to 1.
std::string progress_bar(double done, int width);
// "12,345" and "1 h 02 min", for people.
std::string grouped(std::uint64_t number);
std::string time_left_text(double seconds);

} // namespace chatqc::app
