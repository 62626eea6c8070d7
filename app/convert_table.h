// Rows and cells of separated text (RFC 4180: quotes, newlines in cells), from UTF-8 that comes in pieces.
// Knows nothing of what the columns mean, nor of encodings.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::app {

struct table_limits {
    std::size_t row_bytes_max = 512u << 10; // a quote that never closes is given up after so much text
    std::size_t cells_max = 1000;           // of a row
};

struct table_row {
    std::uint64_t number =
        0; // as a spreadsheet shows it: the header is row 1, newlines in cells count for nothing
    std::vector<std::string> cells;
    std::string broken; // not empty: why the row cannot be read (then the cells mean nothing)
};

// A broken row (a quote that never closes, text after a closing quote) costs only its own line: reading goes
// on with the next one.
class table_reader {
public:
    // `separator` 0: whichever of comma, semicolon and tab stands most often in the first line.
    explicit table_reader(char separator, table_limits limits = {});

    // Calls `visit` for every row that is complete with this text; rows without any text are counted, not
    // visited. The row may be moved from.
    void feed(std::string_view text, bool last, const std::function<void(table_row&)>& visit);

    [[nodiscard]] char separator() const { return separator_; }

private:
    enum class outcome { row, broken, needs_more };

    outcome parse(bool last);
    // Whether the row is, up to `at`; it then says so.
    bool is_too_long(std::size_t at);
    outcome parse_quoted(std::size_t& at, std::string& cell, bool last);
    void skip_line();

    char separator_;
    table_limits limits_;
    std::string buffer_;
    std::size_t at_ = 0;    // start of the next row in the buffer
    bool skipping_ = false; // the rest of a broken line is still to come
    std::uint64_t number_ = 0;
    table_row row_;
};

} // namespace chatqc::app
