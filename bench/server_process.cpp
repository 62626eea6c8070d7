#include "bench/server_process.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ;

namespace chatqc::bench {

namespace {

std::string read_all(const std::string& path)
{
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

pid_t start(const std::string& binary, std::vector<std::string>& arguments, const std::string& log)
{
    std::vector<char*> argv{const_cast<char*>(binary.c_str())};
    for (std::string& argument : arguments) {
        argv.push_back(argument.data());
    }
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(
        &actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600
    );
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    pid_t child = -1;
    const int failed = posix_spawn(&child, binary.c_str(), &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
        throw std::runtime_error(binary + ": " + std::strerror(failed));
    }
    return child;
}

// The port in its first "127.0.0.1:PORT"; 0 while it has not said it.
std::uint16_t printed_port(const std::string& text)
{
    static const std::string address = "127.0.0.1:";
    const auto at = text.find(address);
    if (at == std::string::npos || text.find('\n', at) == std::string::npos) {
        return 0;
    }
    return static_cast<std::uint16_t>(std::strtoul(text.c_str() + at + address.size(), nullptr, 10));
}

} // namespace

server_process::server_process(
    const std::string& binary, std::vector<std::string> arguments, const std::string& log
)
    : child_(start(binary, arguments, log))
{
    using namespace std::chrono_literals;
    for (int tries = 0; tries < 600; ++tries) {
        if (port_ = printed_port(read_all(log)); port_ != 0) {
            return;
        }
        if (waitpid(child_, nullptr, WNOHANG) == child_) {
            child_ = -1;
            break;
        }
        std::this_thread::sleep_for(50ms);
    }
    stop();
    throw std::runtime_error("the server did not start: " + read_all(log));
}

server_process::~server_process()
{
    stop();
}

int server_process::stop()
{
    int status = 0;
    if (child_ > 0) {
        kill(child_, SIGTERM);
        while (waitpid(child_, &status, 0) < 0 && errno == EINTR) {
        }
        child_ = -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

double server_process::cpu() const
{
    std::ifstream file("/proc/" + std::to_string(child_) + "/stat");
    std::string text;
    std::getline(file, text);
    // Fields 14 and 15, in ticks; field 2 may hold blanks and ends with the last bracket.
    std::istringstream fields(text.substr(text.rfind(')') + 1));
    for (int skipped = 3; skipped < 14; ++skipped) {
        fields >> text;
    }
    double user = 0;
    double kernel = 0;
    fields >> user >> kernel;
    return (user + kernel) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::uint64_t resident_bytes(const std::string& process)
{
    std::ifstream file("/proc/" + process + "/statm");
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    file >> total >> resident;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

} // namespace chatqc::bench
