// Ctrl-C and SIGTERM for commands that end early but cleanly. The server has its own way (app/serve).
#pragma once

namespace chatqc::app {

// While it lives, the two signals are counted instead of ending the process. One at a time.
class interrupt_watch {
public:
    interrupt_watch();
    ~interrupt_watch();
    interrupt_watch(const interrupt_watch&) = delete;
    interrupt_watch& operator=(const interrupt_watch&) = delete;

    [[nodiscard]] static int count();
};

} // namespace chatqc::app
