#include "app/serve.h"

#include "app/server.h"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <exception>
#include <thread>

namespace chatqc::app {

namespace {

engine::time_point wall_now()
{
    return std::chrono::time_point_cast<engine::milliseconds>(std::chrono::system_clock::now());
}

// Waits for SIGTERM, SIGINT (stop) and SIGHUP (read the rules again) on a thread of its own; all others have
// them blocked.
class signal_thread {
public:
    signal_thread()
    {
        sigemptyset(&waited_);
        for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR2})
            sigaddset(&waited_, signal);
        pthread_sigmask(SIG_BLOCK, &waited_, nullptr);
        std::signal(SIGPIPE, SIG_IGN);
    }

    ~signal_thread()
    {
        if (!thread_.joinable())
            return;
        pthread_kill(thread_.native_handle(), SIGUSR2);
        thread_.join();
    }

    void watch(server& running)
    {
        thread_ = std::thread{[this, &running] {
            int signal = 0;
            while (sigwait(&waited_, &signal) == 0 && signal != SIGUSR2)
                signal == SIGHUP ? running.reload() : running.stop();
        }};
    }

private:
    sigset_t waited_{};
    std::thread thread_;
};

void print_address(const serve_options& options, std::uint16_t port)
{
    const auto host = options.listen.substr(0, options.listen.rfind(':'));
    fmt::print("page and API: http://{}:{}/\n", host, port);
    fmt::print("messages:     ws://{}:{}/v1/ingest\n", host, port);
    std::fflush(stdout);
}

} // namespace

int run_serve(const serve_options& options)
{
    spdlog::set_level(spdlog::level::from_str(options.log_level == "warn" ? "warning" : options.log_level));
    signal_thread signals; // before any other thread, so that all of them block the signals
    server running{options, wall_now};
    try {
        if (const auto problem = running.start(); !problem.empty()) {
            fmt::print(stderr, "{}\n", problem);
            return 2;
        }
    } catch (const std::exception& failed) {
        fmt::print(stderr, "{}\n", failed.what());
        return 2;
    }
    print_address(options, running.port());
    signals.watch(running);
    running.run();
    spdlog::info("stopped");
    return 0;
}

} // namespace chatqc::app
