#include "app/convert_table.h"

#include <algorithm>
#include <array>

namespace chatqc::app {
namespace {

bool is_newline(char c)
{
    return c == '\n' || c == '\r';
}

// Separators between quotes do not count.
char most_frequent_separator(std::string_view text)
{
    std::array<std::size_t, 3> counts{};
    constexpr std::string_view candidates = ",;\t";
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && is_newline(c)) {
            break;
        } else if (const auto which = candidates.find(c); !quoted && which != std::string_view::npos) {
            ++counts[which];
        }
    }
    const auto most = std::max_element(counts.begin(), counts.end());
    return candidates[static_cast<std::size_t>(most - counts.begin())];
}

} // namespace

table_reader::table_reader(char separator, table_limits limits) : separator_{separator}, limits_{limits} {}

void table_reader::feed(std::string_view text, bool last, const std::function<void(table_row&)>& visit)
{
    buffer_.erase(0, at_);
    at_ = 0;
    buffer_.append(text);
    if (separator_ == 0) {
        if (buffer_.find('\n') == std::string::npos && !last) {
            return;
        }
        separator_ = most_frequent_separator(buffer_);
    }
    if (skipping_) {
        skip_line();
    }
    while (at_ < buffer_.size()) {
        row_.broken.clear();
        row_.cells.clear();
        const outcome what = parse(last);
        if (what == outcome::needs_more) {
            return;
        }
        row_.number = ++number_;
        if (what == outcome::broken) {
            skip_line();
        }
        const auto has_text = [](const std::string& cell) { return !cell.empty(); };
        if (what == outcome::broken || std::any_of(row_.cells.begin(), row_.cells.end(), has_text)) {
            visit(row_);
        }
    }
}

// Reads one row at at_ and moves it behind the row's newline; on anything else at_ stays.
table_reader::outcome table_reader::parse(bool last)
{
    std::size_t at = at_;
    for (;;) {
        if (row_.cells.size() == limits_.cells_max) {
            row_.broken = "more than " + std::to_string(limits_.cells_max) + " columns";
            return outcome::broken;
        }
        // Whatever the next cell is: its first character may not have come yet.
        if (is_too_long(at)) {
            return outcome::broken;
        }
        std::string& cell = row_.cells.emplace_back();
        if (at < buffer_.size() && buffer_[at] == '"') {
            const outcome what = parse_quoted(at, cell, last);
            if (what != outcome::row) {
                return what;
            }
        } else {
            const std::size_t begin = at;
            while (at < buffer_.size() && buffer_[at] != separator_ && !is_newline(buffer_[at])) {
                ++at;
            }
            cell.assign(buffer_, begin, at - begin);
        }
        if (is_too_long(at)) {
            return outcome::broken;
        }
        if (at == buffer_.size()) {
            if (!last) {
                return outcome::needs_more;
            }
            at_ = at;
            return outcome::row;
        }
        if (buffer_[at] == separator_) {
            ++at;
            continue;
        }
        if (buffer_[at] == '\r' && at + 1 == buffer_.size() && !last) {
            return outcome::needs_more;
        }
        at += buffer_[at] == '\r' && at + 1 < buffer_.size() && buffer_[at + 1] == '\n' ? 2u : 1u;
        at_ = at;
        return outcome::row;
    }
}

bool table_reader::is_too_long(std::size_t at)
{
    if (at - at_ <= limits_.row_bytes_max) {
        return false;
    }
    row_.broken = "longer than " + std::to_string(limits_.row_bytes_max) + " bytes";
    return true;
}

// Leaves `at` on the separator, newline or end after the closing quote.
table_reader::outcome table_reader::parse_quoted(std::size_t& at, std::string& cell, bool last)
{
    ++at;
    for (;;) {
        const std::size_t quote = buffer_.find('"', at);
        if (quote == std::string::npos || quote - at_ > limits_.row_bytes_max) {
            if (quote == std::string::npos && !last && buffer_.size() - at_ <= limits_.row_bytes_max) {
                return outcome::needs_more;
            }
            row_.broken =
                "a quote opens in column " + std::to_string(row_.cells.size()) + " and does not close";
            return outcome::broken;
        }
        cell.append(buffer_, at, quote - at);
        at = quote + 1;
        if (at == buffer_.size()) {
            return last ? outcome::row : outcome::needs_more;
        }
        if (buffer_[at] == '"') {
            cell += '"';
            ++at;
            continue;
        }
        if (buffer_[at] == separator_ || is_newline(buffer_[at])) {
            return outcome::row;
        }
        row_.broken = "text after the closing quote of column " + std::to_string(row_.cells.size());
        return outcome::broken;
    }
}

void table_reader::skip_line()
{
    const std::size_t end = buffer_.find('\n', at_);
    skipping_ = end == std::string::npos;
    at_ = skipping_ ? buffer_.size() : end + 1;
}

} // namespace chatqc::app
