// What `chatqc send` tells the person in front of it: progress, refused lines, the sum at the end. Counts
// nothing itself.
#pragma once

#include "app/progress.h"
#include "app/send_lane.h"

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace chatqc::app {

struct send_figures {
    std::uint64_t sent = 0;
    std::uint64_t acked = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t refused = 0;
    std::uint64_t reconnects = 0;

    send_figures& operator+=(const send_figures& more);
};

class send_view {
public:
    void begin_file(const std::string& path);
    // From any thread; shown with the next tick, the first ten of a command.
    void note_refused(const refused_line& why);
    // Now and then. `all` is of the whole command, `done` of 0 to 1 (0: not known) of the file at hand.
    void tick(const send_figures& all, double done, const std::string& trouble);
    void complain(const std::string& text);
    void summarise(const send_figures& all, bool as_json);

private:
    void print_refused();

    progress_line progress_;
    std::mutex mutex_; // guards what refused lines need
    std::string path_;
    std::uint64_t refused_noted_ = 0;
    std::vector<std::string> refused_; // not printed yet
    recent_rate rate_;                 // of acks
    double file_begun_ = 0;            // seconds
};

} // namespace chatqc::app
