// A restart with many open conversations that wait for a deadline, beside the bare reading of what it reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace chatqc::bench {

struct restart_options {
    std::size_t conversations = 1'000'000; // three messages each; a customer waits in every one
    std::size_t tail = 20'000;             // messages that come behind the rows, where the server is killed
    unsigned shards = 2;
    std::size_t turns = 3;
};

// One start, or one bare reading, of a copy of the same store, in a process of its own.
struct restart_turn {
    double open = 0;            // ms to open the store
    double spent = 0;           // ms from there until ready, or until all is read
    std::uint64_t rows = 0;     // of the checkpoint, read; or sessions that are open
    std::uint64_t messages = 0; // of the journal behind it, read
    std::uint64_t memory = 0;   // bytes more than once the store was open
};

struct restart_pair {
    bool is_killed = false; // else the server was stopped
    restart_turn start, bare;
};

// Throws std::runtime_error.
void run_restarts(
    const std::string& folder,
    const restart_options& how,
    const std::function<void(const restart_pair&)>& tell
);

} // namespace chatqc::bench
