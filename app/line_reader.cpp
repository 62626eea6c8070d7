#include "app/line_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace chatqc::app {
namespace {

constexpr std::size_t piece_bytes = 1u << 20;

} // namespace

line_reader::line_reader(const std::string& path)
    : buffer_{std::make_unique<char[]>(piece_bytes + padding)}, capacity_{piece_bytes}
{
    file_ = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);

    struct stat status {};

    if (file_ < 0 || ::fstat(file_, &status) != 0) {
        error_ = path + ": " + std::strerror(errno);
        at_end_ = true;
        return;
    }
    if (S_ISDIR(status.st_mode)) {
        error_ = path + ": is a folder";
        at_end_ = true;
    } else if (S_ISREG(status.st_mode)) {
        bytes_total_ = static_cast<std::uint64_t>(status.st_size);
    } else {
        may_wait_ = true;
    }
}

line_reader::~line_reader()
{
    if (file_ > STDIN_FILENO) {
        ::close(file_);
    }
}

line_reader::outcome line_reader::next(std::string_view& line, std::chrono::milliseconds patience)
{
    for (;;) {
        const char* const data = buffer_.get();
        const void* const newline = std::memchr(data + searched_, '\n', end_ - searched_);
        if (newline != nullptr || (at_end_ && begin_ < end_)) {
            const std::size_t stop = newline != nullptr
                                         ? static_cast<std::size_t>(static_cast<const char*>(newline) - data)
                                         : end_;
            line = std::string_view{data + begin_, stop - begin_};
            begin_ = searched_ = std::min(stop + 1, end_);
            ++number_;
            if (std::exchange(skipping_, false)) {
                return outcome::too_long;
            }
            if (line.ends_with('\r')) {
                line.remove_suffix(1);
            }
            return outcome::line;
        }
        searched_ = end_;
        if (at_end_) {
            if (std::exchange(skipping_, false)) {
                ++number_;
                return outcome::too_long;
            }
            return error_.empty() ? outcome::end : outcome::failed;
        }
        const outcome filled = fill(patience);
        if (filled == outcome::idle) {
            return filled;
        }
    }
}

line_reader::outcome line_reader::fill(std::chrono::milliseconds patience)
{
    if (begin_ != 0) {
        std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
        end_ -= begin_;
        searched_ -= begin_;
        begin_ = 0;
    }
    if (end_ > line_bytes_max) {
        skipping_ = true;
        end_ = searched_ = 0;
    } else if (end_ == capacity_) {
        const std::size_t larger = std::min(capacity_ * 2, line_bytes_max + piece_bytes);
        auto grown = std::make_unique<char[]>(larger + padding);
        std::memcpy(grown.get(), buffer_.get(), end_);
        buffer_ = std::move(grown);
        capacity_ = larger;
    }
    if (may_wait_) {
        pollfd ready{file_, POLLIN, 0};
        const int count = ::poll(&ready, 1, static_cast<int>(patience.count()));
        if (count == 0 || (count < 0 && errno == EINTR)) {
            return outcome::idle;
        }
    }
    const ssize_t got = ::read(file_, buffer_.get() + end_, capacity_ - end_);
    if (got < 0) {
        if (errno == EINTR || errno == EAGAIN) {
            return outcome::idle;
        }
        error_ = std::string{"reading failed: "} + std::strerror(errno);
    }
    at_end_ = got <= 0;
    if (got > 0) {
        end_ += static_cast<std::size_t>(got);
        bytes_read_ += static_cast<std::uint64_t>(got);
    }
    return outcome::line;
}

} // namespace chatqc::app
