// A server as a child on a port of its own; stopped, gently, at the end. Knows nothing of loads.
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace chatqc::bench {

// Resident memory of a process, by its number, or "self".
std::uint64_t resident_bytes(const std::string& process);

class server_process {
public:
    // Starts it (give `chatqc serve` the option `--listen 127.0.0.1:0`) and waits until it prints its
    // address; throws std::runtime_error with its words if it does not.
    server_process(const std::string& binary, std::vector<std::string> arguments, const std::string& log);
    ~server_process(); // SIGTERM, and waits
    server_process(const server_process&) = delete;
    server_process& operator=(const server_process&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }

    // Its resident memory, bytes.
    [[nodiscard]] std::uint64_t memory() const { return resident_bytes(std::to_string(child_)); }

    // Seconds of CPU it has spent so far, user and kernel.
    [[nodiscard]] double cpu() const;
    // SIGTERM; its exit status.
    int stop();

private:
    pid_t child_ = -1;
    std::uint16_t port_ = 0;
};

} // namespace chatqc::bench
