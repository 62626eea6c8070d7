#include "app/config.h"

#include "app/text_file.h"

#include <algorithm>

namespace chatqc::app {
namespace {

constexpr std::size_t config_bytes_max = 1u << 20;

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

bool is_key_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// A cursor over the text after `key =`; every reader leaves it behind what it read, or sets `problem`.
class value_reader {
public:
    value_reader(std::string_view text, std::size_t& at, unsigned& line) : text_{text}, at_{at}, line_{line}
    {
    }

    bool read(config_entry& entry)
    {
        skip_blanks();
        if (peek() == '[') {
            entry.is_list = true;
            return read_list(entry.values);
        }
        entry.values.emplace_back();
        return read_scalar(entry.values.back(), false);
    }

    // Nothing but a comment may follow a value on its line.
    bool finish_line()
    {
        skip_blanks();
        if (peek() == '#') {
            skip_comment();
        }
        return at_ == text_.size() || peek() == '\n' || fail("unexpected text after the value");
    }

    const std::string& problem() const { return problem_; }

private:
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    bool fail(const char* message)
    {
        problem_ = message;
        return false;
    }

    void skip_blanks()
    {
        while (at_ < text_.size() && is_blank(text_[at_])) {
            ++at_;
        }
    }

    void skip_comment()
    {
        while (at_ < text_.size() && text_[at_] != '\n') {
            ++at_;
        }
    }

    void skip_lines()
    {
        for (;;) {
            skip_blanks();
            if (peek() == '#') {
                skip_comment();
            }
            if (at_ == text_.size() || text_[at_] != '\n') {
                return;
            }
            ++at_;
            ++line_;
        }
    }

    bool read_list(std::vector<std::string>& values)
    {
        ++at_;
        for (;;) {
            skip_lines();
            if (at_ == text_.size()) {
                return fail("the list has no `]` at its end");
            }
            if (peek() == ']') {
                ++at_;
                return true;
            }
            values.emplace_back();
            if (!read_scalar(values.back(), true)) {
                return false;
            }
            skip_lines();
            if (peek() == ',') {
                ++at_;
            } else if (at_ < text_.size() && peek() != ']') {
                return fail("a list needs `,` between its values and `]` at its end");
            }
        }
    }

    bool read_scalar(std::string& out, bool in_list)
    {
        if (peek() == '"' || peek() == '\'') {
            return read_quoted(out);
        }
        while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '#') {
            if (in_list && (text_[at_] == ',' || text_[at_] == ']')) {
                break;
            }
            out += text_[at_++];
        }
        while (!out.empty() && is_blank(out.back())) {
            out.pop_back();
        }
        return !out.empty() || fail("a value is missing (write \"\" for an empty one)");
    }

    // "…" knows \" \\ \n \t; '…' takes everything as it stands.
    bool read_quoted(std::string& out)
    {
        const char quote = text_[at_++];
        for (; at_ < text_.size() && text_[at_] != '\n'; ++at_) {
            char c = text_[at_];
            if (c == quote) {
                ++at_;
                return true;
            }
            if (c == '\\' && quote == '"') {
                ++at_;
                const std::string_view known = "\"\\nt";
                const auto which = known.find(peek());
                if (peek() == '\0' || which == std::string_view::npos) {
                    return fail("unknown escape; inside \"…\" there are \\\" \\\\ \\n \\t");
                }
                c = std::string_view{"\"\\\n\t"}[which];
            }
            out += c;
        }
        return fail("a quoted value does not end on its line");
    }

    std::string_view text_;
    std::size_t& at_;
    unsigned& line_;
    std::string problem_;
};

} // namespace

std::string to_text(const config_error& error)
{
    std::string out = error.file;
    if (error.line != 0) {
        out += ':' + std::to_string(error.line);
    }
    out += ": ";
    if (!error.key.empty()) {
        out += error.key + ": ";
    }
    return out + error.message;
}

config_file parse_config(std::string_view text, std::string_view name)
{
    config_file file;
    unsigned line = 1;
    const auto fail = [&](unsigned where, std::string key, std::string message) {
        file.errors.push_back({std::string{name}, where, std::move(key), std::move(message)});
    };
    if (text.size() > config_bytes_max) {
        fail(0, "", "larger than 1 MiB");
        return file;
    }
    if (text.substr(0, 3) == "\xEF\xBB\xBF") {
        text.remove_prefix(3);
    }
    for (std::size_t at = 0; at < text.size();) {
        if (is_blank(text[at]) || text[at] == '\n') {
            line += text[at++] == '\n' ? 1u : 0u;
            continue;
        }
        const auto skip_line = [&] { at = std::min(text.find('\n', at), text.size()); };
        if (text[at] == '#') {
            skip_line();
            continue;
        }
        config_entry entry;
        entry.line = line;
        for (; at < text.size() && is_key_character(text[at]); ++at) {
            entry.key += text[at] == '_' ? '-' : text[at];
        }
        while (at < text.size() && is_blank(text[at])) {
            ++at;
        }
        if (entry.key.empty() || at == text.size() || text[at] != '=') {
            const bool is_section = entry.key.empty() && at < text.size() && text[at] == '[';
            fail(
                line,
                entry.key,
                is_section ? "sections are not used here; keys stand alone" : "expected `key = value`"
            );
            skip_line();
            continue;
        }
        ++at;
        value_reader reader{text, at, line};
        if (!reader.read(entry) || !reader.finish_line()) {
            fail(entry.line, entry.key, reader.problem());
            skip_line();
            continue;
        }
        for (const config_entry& earlier : file.entries) {
            if (earlier.key == entry.key) {
                fail(entry.line, entry.key, "already given in line " + std::to_string(earlier.line));
            }
        }
        file.entries.push_back(std::move(entry));
    }
    return file;
}

config_file read_config(const std::string& path)
{
    std::string problem;
    const auto text = read_text_file(path, problem);
    if (!text) {
        config_file file;
        file.errors.push_back({path, 0, "", problem});
        return file;
    }
    return parse_config(*text, path);
}

} // namespace chatqc::app
