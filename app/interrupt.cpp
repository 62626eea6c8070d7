#include "app/interrupt.h"

#include <csignal>

namespace chatqc::app {
namespace {

volatile std::sig_atomic_t interrupts = 0;

extern "C" void count_interrupt(int)
{
    interrupts = interrupts + 1;
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
