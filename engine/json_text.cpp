#include "engine/json_text.h"

#include <charconv>

namespace chatqc::engine {

namespace {

bool needs_escape(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

// The letter after the backslash of a short escape, or 0.
char short_escape(char c)
{
    switch (c) {
    case '"':
    case '\\':
        return c;
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return 0;
    }
}

} // namespace

void append_json_string(std::string& out, std::string_view text)
{
    static constexpr char digits[] = "0123456789abcdef";
    out.push_back('"');
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (!needs_escape(c)) {
            continue;
        }
        out.append(text.substr(plain, i - plain));
        plain = i + 1;
        out.push_back('\\');
        if (const char letter = short_escape(c); letter != 0) {
            out.push_back(letter);
        } else {
            const auto code = static_cast<unsigned char>(c);
            out.append("u00");
            out.push_back(digits[code >> 4]);
            out.push_back(digits[code & 0xf]);
        }
    }
    out.append(text.substr(plain));
    out.push_back('"');
}

void append_json_integer(std::string& out, std::int64_t value)
{
    char buffer[24];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    out.append(buffer, static_cast<std::size_t>(end - buffer));
}

} // namespace chatqc::engine
