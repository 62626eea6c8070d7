// The text of one file and the way from a byte offset to what people call a place: line, column in
// characters, caret. No YAML, no diagnostics.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::rules {

// Whether `text` is valid UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
// `valid_bytes`, if given, receives the length of the longest valid prefix.
bool is_valid_utf8(std::string_view text, std::size_t* valid_bytes = nullptr);

// Code points in valid UTF-8.
std::size_t count_characters(std::string_view text);

// The code point at the start of valid, non-empty `text`; `bytes` receives its length.
char32_t first_character(std::string_view text, std::size_t& bytes);

// Cells of a terminal: 2 for East Asian wide characters and emoji, 0 for combining marks, else 1.
std::size_t display_width(std::string_view text);

// Immutable. Syntax trees keep it alive with a shared_ptr, because their nodes point into it.
class source_text {
public:
    struct spot {
        std::uint32_t line = 1;   // from 1
        std::uint32_t column = 1; // from 1, in characters
    };

    // `text` may hold invalid UTF-8; then locate counts the bad bytes as one character each.
    source_text(std::string name, std::string text);

    [[nodiscard]] const std::string& name() const { return name_; }

    [[nodiscard]] const std::string& text() const { return text_; }

    [[nodiscard]] spot locate(std::size_t offset) const;
    // The line without its end; empty if there is no such line.
    [[nodiscard]] std::string_view line(std::uint32_t number) const;

private:
    std::string name_;
    std::string text_;
    std::vector<std::size_t> starts_; // byte offsets of lines
};

} // namespace chatqc::rules
