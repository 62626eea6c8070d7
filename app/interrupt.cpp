#include "app/interrupt.h"

#include <atomic>
#include <csignal>

namespace chatqc::app {
namespace {

std::atomic<int> interrupts{0};
static_assert(std::atomic<int>::is_always_lock_free); // a signal handler may touch it

extern "C" void count_interrupt(int)
{
    ++interrupts;
}

void install(void (*handler)(int))
{
    struct sigaction action {};

    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

} // namespace

interrupt_watch::interrupt_watch()
{
    interrupts = 0;
    install(count_interrupt);
}

interrupt_watch::~interrupt_watch()
{
    install(SIG_DFL);
}

int interrupt_watch::count()
{
    return interrupts;
}

} // namespace chatqc::app
