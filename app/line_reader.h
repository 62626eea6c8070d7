// Lines of a file, pipe or terminal, read in large pieces and never kept whole. Knows nothing of what is in
// them.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace chatqc::app {

class line_reader {
public:
    enum class outcome {
        line,
        idle,     // nothing came within the patience (pipes and terminals only)
        too_long, // a line above line_bytes_max was skipped
        end,
        failed // see error()
    };

    static constexpr std::size_t line_bytes_max = 8u << 20;
    // So many bytes behind a line may be read (not used), as vector parsers do.
    static constexpr std::size_t padding = 64;

    // `-` is standard input. Whether it could be opened: error() is empty.
    explicit line_reader(const std::string& path);
    ~line_reader();
    line_reader(const line_reader&) = delete;
    line_reader& operator=(const line_reader&) = delete;

    // The view is without its newline and lives until the next call.
    outcome next(std::string_view& line, std::chrono::milliseconds patience);

    [[nodiscard]] std::uint64_t number() const { return number_; } // of the last line, from 1

    // Of the lines handed out so far, their newlines included.
    [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_ - (end_ - begin_); }

    [[nodiscard]] std::uint64_t bytes_total() const { return bytes_total_; } // 0: not known

    [[nodiscard]] const std::string& error() const { return error_; }

private:
    outcome fill(std::chrono::milliseconds patience);

    int file_ = -1;
    bool may_wait_ = false; // neither a regular file nor at its end
    bool at_end_ = false;
    bool skipping_ = false;
    std::unique_ptr<char[]> buffer_;
    std::size_t capacity_ = 0; // without the padding
    std::size_t begin_ = 0;    // of what is not handed out yet
    std::size_t searched_ = 0; // from begin_ to here there is no newline
    std::size_t end_ = 0;
    std::uint64_t number_ = 0;
    std::uint64_t bytes_read_ = 0;
    std::uint64_t bytes_total_ = 0;
    std::string error_;
};

} // namespace chatqc::app
