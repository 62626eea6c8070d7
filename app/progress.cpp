#include "app/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace chatqc::app {
namespace {

using std::chrono::milliseconds;

// Cut so that the line does not wrap, which would leave its first half standing.
std::size_t terminal_columns()
{
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1) {
        return size.ws_col - 1u;
    }
    return 79;
}

} // namespace

progress_line::progress_line()
    : on_terminal_{::isatty(STDERR_FILENO) == 1},
      begun_{clock::now()},
      due_{begun_ + (on_terminal_ ? milliseconds{100} : milliseconds{5000})}
{
}

progress_line::~progress_line()
{
    clear();
}

bool progress_line::is_due() const
{
    return clock::now() >= due_;
}

double progress_line::seconds() const
{
    return std::chrono::duration<double>(clock::now() - begun_).count();
}

void progress_line::show(const std::string& text)
{
    due_ = clock::now() + (on_terminal_ ? milliseconds{100} : milliseconds{5000});
    if (on_terminal_) {
        fmt::print(stderr, "\r\x1b[K{}", text.substr(0, terminal_columns()));
        shown_ = true;
    } else {
        fmt::print(stderr, "{}\n", text);
    }
    std::fflush(stderr);
}

void progress_line::clear()
{
    if (shown_) {
        fmt::print(stderr, "\r\x1b[K");
        std::fflush(stderr);
        shown_ = false;
    }
}

std::uint64_t recent_rate::at(std::uint64_t count, double seconds)
{
    const double span = seconds - measured_at_;
    if (span >= 1 || rate_ == 0) {
        rate_ = per_second(count - counted_, span);
    }
    if (span >= 1) {
        counted_ = count;
        measured_at_ = seconds;
    }
    return rate_;
}

std::uint64_t per_second(std::uint64_t count, double seconds)
{
    return static_cast<std::uint64_t>(static_cast<double>(count) / std::max(seconds, 0.001));
}

std::string progress_bar(double done, int width)
{
    const int filled = static_cast<int>(std::clamp(done, 0.0, 1.0) * width);
    std::string bar(static_cast<std::size_t>(filled), '=');
    if (filled < width) {
        bar += '>';
        bar.resize(static_cast<std::size_t>(width), ' ');
    }
    return '[' + bar + ']';
}

std::string grouped(std::uint64_t number)
{
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3) {
        digits.insert(at - 3, 1, ',');
    }
    return digits;
}

std::string time_left_text(double seconds)
{
    const auto whole = static_cast<std::uint64_t>(std::max(0.0, seconds) + 0.5);
    if (whole >= 3600) {
        return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
    }
    if (whole >= 60) {
        return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    }
    return fmt::format("{} s", whole);
}

} // namespace chatqc::app
